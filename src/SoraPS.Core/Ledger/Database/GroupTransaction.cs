using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>
/// Runs a group of operations in one transaction: all of them are durable, or each that could not be has its failure. What must not
/// be lost and cannot be written is owed: it is kept in the <see cref="IWriteSpool"/>, and written after the next group that succeeds.
/// </summary>
internal sealed class GroupTransaction(LedgerDatabase database, IWriteSpool spool)
{
    private readonly List<Operation> _owed = [];

    /// <summary>Runs a group.</summary>
    /// <param name="group">The operations, in order.</param>
    /// <param name="timeout">How long to wait for other processes.</param>
    public void Write(List<Operation> group, TimeSpan timeout)
    {
        bool isRunning = false;
        try
        {
            // The user may end this process while it waits.
            database.Begin(timeout, waits: () => group.ForEach(Keep));
            isRunning = true;
            group.ForEach(operation => operation.Run());
            isRunning = false;
            database.Commit();
        }
        catch (Exception exception)
        {
            // Nothing of it is in the database: no caller may take its own part for done.
            database.Rollback();
            if (isRunning && group.Count > 1)
            {
                // One of them failed: each alone, so that the others do not fail with it.
                group.ForEach(operation => Write([operation], timeout));
            }
            else
            {
                group.ForEach(operation => Fail(operation, exception));
            }
        }
    }

    /// <summary>Writes what is owed, if the database can take it by now; else it stays owed and kept.</summary>
    /// <param name="timeout">How long to wait for other processes.</param>
    public void WriteOwed(TimeSpan timeout)
    {
        try
        {
            if (_owed.Count > 0)
            {
                database.Begin(timeout);
                _owed.ForEach(operation => operation.Run());
                database.Commit();
                _owed.Clear();
            }

            spool.Clear();
        }
        catch (Exception)
        {
            // Its callers were told that it is kept.
            database.Rollback();
        }
    }

    private void Fail(Operation operation, Exception exception)
    {
        if (exception is not DbException error)
        {
            operation.Failure = exception;
            return;
        }

        SoraException failure = database.Explain(error);
        operation.Failure = failure;
        if (operation.Kept is not null)
        {
            _owed.Add(operation);
            Keep(operation);
            operation.Failure = operation.IsKept ? Kept(failure) : failure;
        }
    }

    private void Keep(Operation operation)
    {
        if (!operation.IsKept && operation.Kept is { } kept)
        {
            operation.IsKept = spool.TryKeep(kept);
        }
    }

    private SoraException Kept(SoraException failure) =>
        new(failure.Kind, $"{failure.Message} It is kept in {spool.Path} and written as soon as the ledger can be.", failure.InnerException)
        {
            RecommendedAction = failure.RecommendedAction,
        };
}
