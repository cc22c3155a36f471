namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>
/// Runs all operations that wait in one transaction and tells their callers when it is durable: what many callers
/// write at once costs one flush of the disk. A transaction that wrote nothing costs none. What must not be lost and cannot be
/// written is owed: it is kept in the <see cref="OwnerFile"/>, and written after the next transaction that succeeds.
/// </summary>
internal sealed class GroupWriter
{
    // Long enough to share a flush, short enough to let other processes in.
    private const int MaxGroup = 256;

    // So many are worth a flush at once; fewer wait a moment for others to share it.
    private const int GoodGroup = 20;
    private const int LingerMilliseconds = 1;

    // The end of a run is not held up by who holds the file: what is owed then is written by the next opening.
    private static readonly TimeSpan s_shortPatience = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly string _path;
    private readonly OwnerFile _file;
    private readonly TimeSpan _patience;
    private readonly List<Operation> _owed = [];
    private readonly Queue<Operation> _waiting = new();
    private readonly Task _thread;
    private bool _isComplete;

    /// <summary>Begins to take operations.</summary>
    /// <param name="database">What it writes to, on a thread of its own.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="file">Keeps what is owed.</param>
    /// <param name="patience">How long an operation waits for others that hold the file.</param>
    public GroupWriter(Database database, string path, OwnerFile file, TimeSpan patience)
    {
        _database = database;
        _path = path;
        _file = file;
        _patience = patience;
        _thread = Task.Factory.StartNew(
            WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private TimeSpan ShortPatience => _patience < s_shortPatience ? _patience : s_shortPatience;

    /// <summary>How many transactions there were.</summary>
    public long Transactions { get; private set; }

    /// <summary>Does something in the next transaction.</summary>
    /// <param name="work">Does it.</param>
    /// <param name="kept">What must not be lost if it fails; null for what may be.</param>
    public Task<T> RunAsync<T>(Func<T> work, KeptWrite? kept = null)
    {
        Operation.Of<T> operation = new(work) { Kept = kept };
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
        PayOff();
        Write([new Operation.Of<T>(last)], ShortPatience);
    }

    private void WriteAll()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            Transactions++;
            Write(group, _patience);
            if (group.Exists(operation => operation.Failure is null))
            {
                PayOff();
            }

            group.ForEach(operation => operation.Complete());
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

    private void Write(List<Operation> group, TimeSpan patience)
    {
        bool isRunning = false;
        try
        {
            // Whoever loses patience may end this process meanwhile.
            _database.Begin(patience, waits: () => group.ForEach(Keep));
            isRunning = true;
            group.ForEach(operation => operation.Run());
            isRunning = false;
            _database.Commit();
        }
        catch (Exception exception)
        {
            // Nothing of it is in the file: no caller may take its own part for done.
            _database.Rollback();
            if (isRunning && group.Count > 1)
            {
                // One of them failed: each alone, so that the others do not fail with it.
                group.ForEach(operation => Write([operation], patience));
            }
            else
            {
                group.ForEach(operation => Fail(operation, exception));
            }
        }
    }

    private void Fail(Operation operation, Exception exception)
    {
        if (exception is not SqliteException error)
        {
            operation.Failure = exception;
            return;
        }

        SoraException failure = LedgerErrors.Of(_path, error);
        operation.Failure = failure;
        if (operation.Kept is not null)
        {
            _owed.Add(operation);
            Keep(operation);
            operation.Failure = operation.IsKept ? LedgerErrors.Kept(failure, _file.Path) : failure;
        }
    }

    private void Keep(Operation operation)
    {
        if (!operation.IsKept && operation.Kept is { } kept)
        {
            operation.IsKept = _file.TryKeep(kept);
        }
    }

    // Writes what is owed, if it can be written by now.
    private void PayOff()
    {
        try
        {
            if (_owed.Count > 0)
            {
                _database.Begin(ShortPatience);
                _owed.ForEach(operation => operation.Run());
                _database.Commit();
                _owed.Clear();
            }

            _file.Empty();
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            // Still owed, or still kept, as its callers were told.
            _database.Rollback();
        }
    }
}
