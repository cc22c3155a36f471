using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>
/// Runs all operations that wait in one transaction and tells their callers when it is durable: what many callers
/// write at once costs one flush of the disk. A transaction that wrote nothing costs none.
/// </summary>
internal sealed class GroupWriter : IDisposable
{
    // Long enough to share a flush, short enough to let other processes in.
    private const int MaxGroup = 256;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly BlockingCollection<Operation> _queue = [];
    private readonly Task _thread;

    public GroupWriter(SqliteConnection connection, string path)
    {
        _connection = connection;
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
        try
        {
            _queue.Add(operation);
        }
        catch (InvalidOperationException exception)
        {
            throw new ObjectDisposedException("The ledger is closed.", exception);
        }

        return operation.Settled;
    }

    /// <summary>Takes no more operations; ends when those that wait are done, and after them a last one.</summary>
    public async Task CompleteAsync<T>(Func<T> last)
    {
        _queue.CompleteAdding();
        await _thread.ConfigureAwait(false);
        Write([new Operation.Of<T>(last)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private void WriteAll()
    {
        List<Operation> group = [];
        foreach (Operation first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _queue.TryTake(out Operation? next))
            {
                group.Add(next);
            }

            Transactions++;
            Write(group);
            group.ForEach(operation => operation.Settle());
            group.Clear();
        }
    }

    private void Write(List<Operation> group)
    {
        bool isRunning = false;
        try
        {
            _connection.Begin();
            isRunning = true;
            group.ForEach(operation => operation.Run());
            isRunning = false;
            _connection.Commit();
        }
        catch (Exception exception)
        {
            // Nothing of it is in the file: no caller may take its own part for done.
            _connection.Rollback();
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
