using System.Data.Common;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A task that holds its row, with what the claim rules ask about.</summary>
internal sealed record ClaimedTask(
    long Seq, SoraTask Task, string? ContentHash, LedgerOwner? Owner, DateTimeOffset ClaimedAt, HeldTask Held)
{
    /// <summary>The columns of <see cref="Read"/>.</summary>
    public static string Columns(LedgerDatabase database) =>
        $"{TaskColumns.Names}, content_hash, owner, claimed_at, {HeldTask.Columns(database)}";

    /// <summary>Batch, key: the task that holds the row.</summary>
    public static string ByRow(LedgerDatabase database) =>
        $"SELECT {Columns(database)} FROM tasks WHERE {database.Fold("batch")} = {database.Fold("$1")} AND row_key = $2";

    /// <summary>What whoever claims the row is told, as long as nothing more is known about the holder.</summary>
    public LedgerClaim AsClaim(IdempotencyKey row) => new(
        Task.State is SoraTaskState.Submitting ? ClaimOutcome.BusyElsewhere : ClaimOutcome.Existing, Task)
    {
        ContentDiffers = !row.AsksFor(ContentHash),
        HeldBy = Task.State is SoraTaskState.Submitting ? Owner?.Describe() : null,
    };

    /// <summary>Reads one.</summary>
    public static ClaimedTask Read(DbDataReader row) => new(
        row.Number(TaskColumns.Count + 3),
        TaskColumns.Read(row),
        row.TextOrNull(TaskColumns.Count),
        LedgerOwner.Parse(row.TextOrNull(TaskColumns.Count + 1)),
        row.TimeOrNull(TaskColumns.Count + 2) ?? default,
        HeldTask.Read(row, TaskColumns.Count + 3));
}
