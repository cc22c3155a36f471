using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>
/// Writes down the tasks of claims. Those that were announced go in together, in their order, as soon as one is written, and who holds
/// the rows of the others is read together, too, for a run to leave them to. Runs in the writer's transaction.
/// </summary>
internal sealed class NewTasks(LedgerDatabase database, WriteCommands commands, IOwnerPresence presence, TimeProvider time)
{
    private readonly string _owner = presence.Owner.ToString();
    private readonly List<Announced> _announced = [];
    private readonly Dictionary<string, bool> _isWritten = [];
    private readonly Dictionary<string, ClaimedTask> _holders = [];
    private long _transaction;

    /// <summary>Says that a task will be written in this transaction if no other task holds its row.</summary>
    public void Announce(SoraTask task, IdempotencyKey? row, string? run)
    {
        ForgetEarlier();
        if (database.HasArrays)
        {
            _announced.Add(new(task.RequestId, run is null ? null : row, Values(task, row, null, run)));
        }
    }

    /// <summary>
    /// Who held the row of a run's task that was announced and could not be written. Null if nobody did, or if it was not announced.
    /// </summary>
    public ClaimedTask? HolderOf(SoraTask task)
    {
        ForgetEarlier();
        return _holders.GetValueOrDefault(task.RequestId);
    }

    /// <summary>Writes a task down; false if another task holds its row.</summary>
    public bool TryWrite(SoraTask task, IdempotencyKey? row, long? predecessor, string? run)
    {
        ForgetEarlier();
        if (_announced.Count > 0)
        {
            HashSet<string> written = commands.InsertClaims.Run([.. _announced.Select(one => one.Values)]);
            _announced.ForEach(one => _isWritten[one.RequestId] = written.Contains(one.RequestId));
            FindHolders(_announced.FindAll(one => one.Sought is not null && !written.Contains(one.RequestId)));
            _announced.Clear();
        }

        return _isWritten.Remove(task.RequestId, out bool isWritten)
            ? isWritten
            : commands.InsertClaims.Run([Values(task, row, predecessor, run)]).Count > 0;
    }

    private void FindHolders(List<Announced> lost)
    {
        if (lost.Count > 0)
        {
            string[] batches = [.. lost.Select(one => one.Sought!.Batch)];
            string[] keys = [.. lost.Select(one => one.Sought!.Key)];
            commands.FindRows.Read(ClaimedTask.ReadWithPlace, batches, keys)
                .ForEach(found => _holders[lost[found.Place].RequestId] = found.Task);
        }
    }

    // A transaction that is repeated announces all again.
    private void ForgetEarlier()
    {
        if (_transaction != database.Transactions)
        {
            _announced.Clear();
            _isWritten.Clear();
            _holders.Clear();
            _transaction = database.Transactions;
        }
    }

    private object?[] Values(SoraTask task, IdempotencyKey? row, long? predecessor, string? run) =>
    [
        .. TaskColumns.Values(task),
        row?.ContentHash,
        _owner,
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        row?.Key,
        predecessor,
        run,
        WriteCommands.FirstEpoch,
    ];

    // The row whose holder is sought if it is lost; null for none.
    private sealed record Announced(string RequestId, IdempotencyKey? Sought, object?[] Values);
}
