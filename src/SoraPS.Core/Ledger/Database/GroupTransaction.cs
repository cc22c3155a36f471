using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>
/// Runs a group of operations in one transaction: all of them are durable, or each that could not be has its failure. What must not
/// be lost and cannot be written is owed: it is kept in the <see cref="IWriteSpool"/>, and written after the next group that succeeds.
/// </summary>
internal sealed class GroupTransaction(LedgerDatabase database, IWriteSpool spool)
{
    // Who waits goes on without a server that is known to be away.
    private static readonly TimeSpan s_awayTimeout = TimeSpan.FromSeconds(1);

    private readonly List<Operation> _owed = [];
    private bool _isAway;

    /// <summary>Runs a group.</summary>
    /// <param name="group">The operations, in order.</param>
    /// <param name="timeout">How long to wait for other processes.</param>
    /// <param name="join">Adds to the group what has come while it waited for them; null for nothing.</param>
    public void Write(List<Operation> group, TimeSpan timeout, Action<List<Operation>>? join = null)
    {
        long start = Environment.TickCount64;

        // Alone with the database, what failed for a passing reason mostly succeeds.
        bool isExclusive = group.Exists(operation => operation.IsExclusive);
        while (!TryWrite(group, timeout, isExclusive, isLast: Environment.TickCount64 - start >= timeout.TotalMilliseconds, join))
        {
            (isExclusive, join) = (true, null);
        }
    }

    // False if the same is to be repeated; never at the last attempt.
    private bool TryWrite(List<Operation> group, TimeSpan timeout, bool isExclusive, bool isLast, Action<List<Operation>>? join)
    {
        bool hasBegun = false;
        bool isRunning = false;
        try
        {
            // The user may end this process while it waits.
            TimeSpan patience = _isAway && timeout > s_awayTimeout ? s_awayTimeout : timeout;
            database.Begin(patience, isExclusive, waits: () => group.ForEach(Keep));
            hasBegun = isRunning = true;
            _isAway = false;
            join?.Invoke(group);
            List<Operation> ordered = InOrder(group);
            ordered.ForEach(operation => operation.Ahead?.Invoke());
            ordered.ForEach(operation => operation.Run());
            isRunning = false;
            database.Commit();
            return true;
        }
        catch (Exception exception)
        {
            // Nothing of it is known to be in the database: no caller may take its own part for done.
            database.Rollback();
            bool isPassing = exception is ExclusiveRequiredException || database.IsPassing(exception);
            if (hasBegun && isPassing && !(isLast && isExclusive))
            {
                return false;
            }

            if (isRunning && !isPassing && group.Count > 1)
            {
                // One of them failed: each alone, so that the others do not fail with it.
                InOrder(group).ForEach(operation => Write([operation], timeout));
            }
            else
            {
                group.ForEach(operation => Fail(operation, exception));
            }

            return true;
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

    // Rows that do not meet those of others keep their order, behind the others.
    private List<Operation> InOrder(List<Operation> group) => !database.HasOverlappingWriters
        ? group
        : [.. group.OrderBy(operation => operation.Order is null).ThenBy(operation => operation.Order, StringComparer.Ordinal)];

    private void Fail(Operation operation, Exception exception)
    {
        if (exception is not DbException && !database.IsPassing(exception))
        {
            operation.Failure = exception;
            return;
        }

        SoraException failure = database.Explain(exception);
        _isAway = LedgerAwayException.IsCauseOf(failure);
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
        new(failure.Kind, $"{failure.Message} It is kept in {spool.Path} and written as soon as the ledger can be.", CauseOf(failure))
        {
            RecommendedAction = failure.RecommendedAction,
        };

    private static Exception? CauseOf(SoraException failure) => failure.InnerException is LedgerAwayException away
        ? new LedgerAwayException(away.InnerException) { IsKept = true }
        : failure.InnerException;
}
