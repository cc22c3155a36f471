
namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>
/// Runs all operations that wait in one transaction and tells their callers when it is durable: what many callers
/// write at once costs one flush of the disk. A transaction that wrote nothing costs none.
/// </summary>
internal sealed class GroupWriter
{
    // Long enough to share a flush, short enough to let other processes in.
    private const int MaxGroup = 256;

    // So many are worth a flush at once; fewer wait a moment for others to share it.
    private const int GoodGroup = 20;
    private const int LingerMilliseconds = 1;

    private readonly Database _database;
    private readonly string _path;
    private readonly Queue<Operation> _waiting = new();
    private readonly Task _thread;
    private bool _isComplete;

    public GroupWriter(Database database, string path)
    {
        _database = database;
        _path = path;
        _thread = Task.Factory.StartNew(
            WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many transactions there were.</summary>
    public long Transactions { get; private set; }

    /// <summary>Does something in the next transaction.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        Operation.Of<T> operation = new(work);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_isComplete, this);
            _waiting.Enqueue(operation);
            if (_waiting.Count is 1 or GoodGroup)
            {
                Monitor.Pulse(_waiting);
            }
        }

        return operation.Settled;
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
        Write([new Operation.Of<T>(last)]);
    }

    private void WriteAll()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            Transactions++;
            Write(group);
            group.ForEach(operation => operation.Settle());
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

    private void Write(List<Operation> group)
    {
        bool isRunning = false;
        try
        {
            _database.Begin();
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
                group.ForEach(operation => Write([operation]));
            }
            else
            {
                group.ForEach(operation => operation.Failure = Failure(exception));
            }
        }
    }

    private Exception Failure(Exception exception) =>
        exception is SqliteException error ? LedgerErrors.Of(_path, error) : exception;
}
