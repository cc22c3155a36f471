using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>
/// Who may send a row. Runs in the writer's transaction: no other process answers at the same time, or the row's place in the index
/// decides between them, and all that takes more than a free place is done in an exclusive transaction.
/// </summary>
internal sealed class ClaimRules(
    LedgerDatabase database, WriteCommands commands, RowChain chain, IOwnerPresence presence, TimeProvider time)
{
    private readonly string _owner = presence.Owner.ToString();

    /// <summary>Writes a row down as this ledger's, or tells who holds it.</summary>
    public LedgerClaim Claim(SoraTask task, IdempotencyKey? row, Resubmit resubmit)
    {
        presence.Hold();

        // A row that may be known by an earlier key is looked for first; any other at once takes its place, if that is free.
        ClaimedTask? known = row is { Earlier.Count: > 0 } ? Find(row) : null;
        if (known is null && Insert(task, row, null) is { } mine)
        {
            return mine;
        }

        if ((known ?? Find(row!)) is not { } held)
        {
            // It was given up between the two statements.
            database.RequireExclusive();
            throw new InvalidOperationException("A row's place is neither free nor taken.");
        }

        // An earlier attempt's commit, of which no answer came.
        if (held.Task.RequestId == task.RequestId && held.Task.State is SoraTaskState.Submitting)
        {
            return new LedgerClaim(ClaimOutcome.New, held.Task);
        }

        if (held.Task.State is SoraTaskState.Submitting && !IsAlive(held))
        {
            held = held with { Task = MarkUnknown(held, "The process that sent it ended before the gateway's answer came.") };
        }

        if (!resubmit.Allows(held.Task))
        {
            return held.AsClaim(row!);
        }

        database.RequireExclusive();
        chain.GiveUp(held, task.RequestId);
        return Insert(task, row, held.Seq)!;
    }

    /// <summary>Makes every task Unknown that a process which is gone was submitting.</summary>
    public int RecoverOrphans() => MarkAllUnknown(
        held => !IsAlive(held), "The process that sent it ended before the gateway's answer came.");

    /// <summary>Makes every task Unknown that was claimed here and never answered, and leaves.</summary>
    public int ReleaseOwned()
    {
        int count = MarkAllUnknown(held => held.Owner == presence.Owner, "The run ended before the gateway's answer came.");
        presence.Leave();
        return count;
    }

    private ClaimedTask? Find(IdempotencyKey row) => row.Places
        .SelectMany(place => commands.FindRow.Read(ClaimedTask.Read, place.Batch, place.Key)).FirstOrDefault();

    private int MarkAllUnknown(Predicate<ClaimedTask> isLost, string why)
    {
        database.RequireExclusive();
        List<ClaimedTask> lost = commands.FindSubmitting.Read(ClaimedTask.Read).FindAll(isLost);
        lost.ForEach(held => MarkUnknown(held, why));
        return lost.Count;
    }

    private bool IsAlive(ClaimedTask held) => held.Owner is { } owner && presence.IsAlive(owner, time.GetUtcNow() - held.ClaimedAt);

    // Null if another task holds the row.
    private LedgerClaim? Insert(SoraTask task, IdempotencyKey? row, long? predecessor)
    {
        SoraTask mine = row is null ? task : task with { Batch = row.Batch };
        int count = commands.InsertClaim.Execute(
        [
            .. TaskColumns.Values(mine),
            row?.ContentHash,
            _owner,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            row?.Key,
            predecessor,
        ]);
        return count == 0 ? null : new LedgerClaim(ClaimOutcome.New, mine);
    }

    private SoraTask MarkUnknown(ClaimedTask held, string why)
    {
        database.RequireExclusive();
        SoraTask lost = held.Task with
        {
            State = SoraTaskState.Unknown,
            Error = new SoraTaskError(null, why, SoraErrorKind.SubmissionUnknown),
        };
        commands.Put(lost);
        commands.AddHistory.Execute(held.Seq, time.GetUtcNow().ToUnixTimeMilliseconds(), lost.State.ToString(), why, null);
        return lost;
    }
}
