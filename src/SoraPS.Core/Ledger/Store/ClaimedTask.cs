using System.Data.Common;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A task that holds its row, with what the claim rules ask about.</summary>
internal sealed record ClaimedTask(
    long Seq, SoraTask Task, string? ContentHash, LedgerOwner? Owner, DateTimeOffset ClaimedAt, HeldTask Held)
{
    /// <summary>How many columns <see cref="Read"/> reads.</summary>
    public const int Count = TaskColumns.Count + 3 + HeldTask.Count;

    /// <summary>The columns of <see cref="Read"/>.</summary>
    public static string Columns(LedgerDatabase database) =>
        $"{TaskColumns.Names}, content_hash, owner, claimed_at, {HeldTask.Columns(database)}";

    /// <summary>Batch, key: the task that holds the row.</summary>
    public static string ByRow(LedgerDatabase database) =>
        $"SELECT {Columns(database)} FROM tasks WHERE {database.Fold("batch")} = {database.Fold("$1")} AND row_key = $2";

    /// <summary>Batches, keys: the tasks that hold the rows, each with the place of its row, from 1, behind its columns.</summary>
    // Row by row, as one alone is found: a plan that was made while there were few tasks is kept when there are many. And by the places
    // of an array instead of unnest, whose rows are estimated anew for each array: the server would plan the query each time.
    public static string ByRows(LedgerDatabase database) =>
        "SELECT held.*, place FROM generate_subscripts($1, 1) AS place CROSS JOIN LATERAL "
        + $"(SELECT {Columns(database)} FROM tasks WHERE {database.Fold("tasks.batch")} = {database.Fold("($1)[place]")} "
        + "AND tasks.row_key = ($2)[place] LIMIT 1) AS held";

    /// <summary>Reads a row of <see cref="ByRows"/>: the place, from 0, and the task.</summary>
    public static (int Place, ClaimedTask Task) ReadWithPlace(DbDataReader row) => ((int)row.Number(Count) - 1, Read(row));

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
