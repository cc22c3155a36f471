namespace SoraPS.Core.Ledger.Database;

/// <summary>
/// Runs all operations that wait in one transaction, on a thread of its own, and tells their callers when it is durable: what many
/// callers write at once costs one flush of the disk. A transaction that wrote nothing costs none.
/// </summary>
internal sealed class GroupWriter
{
    // Long enough to share a flush, short enough to let other processes in.
    private const int MaxGroup = 256;

    // So many are worth a flush at once; fewer wait a moment for others to share it.
    private const int GoodGroup = 20;
    private const int LingerMilliseconds = 1;

    // The end of a run is not held up by who holds the database: what is owed then is written by the next opening.
    private static readonly TimeSpan s_shortTimeout = TimeSpan.FromSeconds(1);

    private readonly GroupTransaction _transaction;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _shortTimeout;
    private readonly Queue<Operation> _waiting = new();
    private readonly Task _thread;
    private bool _isComplete;

    /// <summary>Begins to take operations.</summary>
    /// <param name="database">What it writes to; no other thread may use it until <see cref="CompleteAsync"/> has ended.</param>
    /// <param name="spool">Keeps what must not be lost and cannot be written.</param>
    /// <param name="timeout">How long an operation waits for other processes.</param>
    public GroupWriter(LedgerDatabase database, IWriteSpool spool, TimeSpan timeout)
    {
        _transaction = new GroupTransaction(database, spool);
        _timeout = timeout;
        _shortTimeout = timeout < s_shortTimeout ? timeout : s_shortTimeout;
        _thread = Task.Factory.StartNew(
            WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many transactions there were.</summary>
    public long Transactions { get; private set; }

    /// <summary>Does something in the next transaction.</summary>
    /// <param name="work">Does it.</param>
    /// <param name="kept">What must not be lost if it fails; null for what may be.</param>
    /// <param name="order">See <see cref="Operation.Order"/>.</param>
    /// <param name="isExclusive">See <see cref="Operation.IsExclusive"/>.</param>
    /// <param name="ahead">See <see cref="Operation.Ahead"/>.</param>
    /// <returns>Ends when it is durable.</returns>
    /// <exception cref="ObjectDisposedException">It takes no more operations.</exception>
    public Task<T> RunAsync<T>(
        Func<T> work, KeptWrite? kept = null, string? order = null, bool isExclusive = false, Action? ahead = null)
    {
        Operation<T> operation = new(work) { Kept = kept, Order = order, IsExclusive = isExclusive, Ahead = ahead };
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_isComplete, this);
            _waiting.Enqueue(operation);
            if (_waiting.Count is 1 or GoodGroup)
            {
                Monitor.Pulse(_waiting);
            }
        }

        return operation.Completed;
    }

    /// <summary>Takes no more operations; ends when those that wait are done, and after them a last one.</summary>
    public async Task CompleteAsync<T>(Func<T> last)
    {
        lock (_waiting)
        {
            _isComplete = true;
            Monitor.Pulse(_waiting);
        }

        await _thread.ConfigureAwait(false);
        _transaction.WriteOwed(_shortTimeout);
        _transaction.Write([new Operation<T>(last)], _shortTimeout);
    }

    private void WriteAll()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            Transactions++;
            Write(group);
            group.ForEach(operation => operation.Complete());
        }
    }

    private void Write(List<Operation> group)
    {
        try
        {
            _transaction.Write(group, _timeout, Join);
        }
        catch (Exception exception)
        {
            // Without this thread, every later caller would wait for ever.
            group.ForEach(operation => operation.Failure ??= exception);
        }

        if (group.Exists(operation => operation.Failure is null))
        {
            _transaction.WriteOwed(_shortTimeout);
        }
    }

    // What must have the database for itself begins so.
    private void Join(List<Operation> group)
    {
        lock (_waiting)
        {
            while (group.Count < MaxGroup && _waiting.TryPeek(out Operation? next) && !next.IsExclusive)
            {
                group.Add(_waiting.Dequeue());
            }
        }
    }

    // Empty when there will be no more.
    private List<Operation> TakeGroup()
    {
        List<Operation> group = [];
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_isComplete)
            {
                Monitor.Wait(_waiting);
            }

            if (_waiting.Count < GoodGroup && !_isComplete)
            {
                Monitor.Wait(_waiting, LingerMilliseconds);
            }

            while (group.Count < MaxGroup && _waiting.TryDequeue(out Operation? next))
            {
                group.Add(next);
            }
        }

        return group;
    }
}
