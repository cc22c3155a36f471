using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>
/// Who may send a row. Runs in the writer's transaction: no other process answers at the same time, or the row's place in the index
/// decides between them, and all that takes more than a free place is done in an exclusive transaction.
/// </summary>
internal sealed class ClaimRules(
    LedgerDatabase database,
    WriteCommands commands,
    NewTasks tasks,
    RowChain chain,
    HoldRules holds,
    LimitRules limitRules,
    IOwnerPresence presence,
    TimeProvider time)
{
    /// <summary>Says that a row will be claimed in this transaction.</summary>
    public void Announce(SoraTask task, IdempotencyKey? row, string? run, ClaimLimits? limits)
    {
        if (!IsLookedForFirst(row, limits))
        {
            tasks.Announce(InBatch(task, row), row, run);
        }
    }

    /// <summary>Writes a row down as this ledger's, or tells who holds it.</summary>
    public LedgerClaim Claim(SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run, ClaimLimits? limits)
    {
        presence.Hold();

        ClaimedTask? known = row is not null && IsLookedForFirst(row, limits) ? Find(row) : null;
        if (known is null && Refuse(task, row, limits) is { } refused)
        {
            return refused;
        }

        if (known is null && Insert(task, row, null, run) is { } mine)
        {
            return mine;
        }

        if (run is not null && tasks.HolderOf(task) is { } holder && !IsOrphaned(holder)
            && holds.ClaimOfOther(holder, row!, run) is { } left)
        {
            return left;
        }

        // As it is now: what was done before in this transaction may have changed it.
        if ((known ?? Find(row!)) is not { } held)
        {
            // It was given up between the two statements.
            database.RequireExclusive();
            throw new InvalidOperationException("A row's place is neither free nor taken.");
        }

        // An earlier attempt's commit, of which no answer came.
        if (held.Task.RequestId == task.RequestId && held.Task.State is SoraTaskState.Submitting)
        {
            return New(held.Task, run);
        }

        if (IsOrphaned(held))
        {
            held = held with { Task = MarkUnknown(held, "The process that sent it ended before the gateway's answer came.") };
        }

        // What a live run works on, or has just seen fail, is its business.
        if (run is not null && holds.ClaimOfOther(held, row!, run) is { } others)
        {
            return others;
        }

        if (!resubmit.Allows(held.Task))
        {
            bool isTaken = run is not null && HasWorkLeft(held.Task);
            return held.AsClaim(row!) with { Hold = isTaken ? holds.Take(held.Held, held.Task.RequestId, run!) : null };
        }

        if (Refuse(task, row, limits) is { } refusedAgain)
        {
            return refusedAgain;
        }

        database.RequireExclusive();
        chain.GiveUp(held, task.RequestId);
        return Insert(task, row, held.Seq, run)!;
    }

    /// <summary>Makes every task Unknown that a process which is gone was submitting.</summary>
    public int RecoverOrphans()
    {
        holds.RemoveRuns(owner => !holds.IsAlive(owner));
        return MarkAllUnknown(held => !IsAlive(held), "The process that sent it ended before the gateway's answer came.");
    }

    /// <summary>Makes every task Unknown that was claimed here and never answered, and leaves.</summary>
    public int ReleaseOwned()
    {
        int count = MarkAllUnknown(held => held.Owner == presence.Owner, "The run ended before the gateway's answer came.");
        holds.RemoveRuns(owner => owner == presence.Owner);
        presence.Leave();
        return count;
    }

    // Waiting or saving brings it further.
    private static bool HasWorkLeft(SoraTask task) => task.State switch
    {
        SoraTaskState.Queued or SoraTaskState.Running => true,
        SoraTaskState.Succeeded => task.Path is null,
        SoraTaskState.Unknown => task.Id is not null,
        _ => false,
    };

    private LedgerClaim? Refuse(SoraTask task, IdempotencyKey? row, ClaimLimits? limits) =>
        limits is null ? null : limitRules.Refuse(task, row?.Batch, limits);

    private ClaimedTask? Find(IdempotencyKey row) => row.Places
        .SelectMany(place => commands.FindRow.Read(ClaimedTask.Read, place.Batch, place.Key)).FirstOrDefault();

    private int MarkAllUnknown(Predicate<ClaimedTask> isLost, string why)
    {
        database.RequireExclusive();
        List<ClaimedTask> lost = commands.FindSubmitting.Read(ClaimedTask.Read).FindAll(isLost);
        lost.ForEach(held => MarkUnknown(held, why));
        return lost.Count;
    }

    // Nobody will hear the answer to a request whose sender is gone.
    private bool IsOrphaned(ClaimedTask held) => held.Task.State is SoraTaskState.Submitting && !IsAlive(held);

    // Whose run is live is alive: that came with the task, while asking costs a statement, or a look at a lock.
    private bool IsAlive(ClaimedTask held) => held.Owner is { } owner
        && ((held.Held.Holder == owner && !holds.IsSeenGone(owner)) || presence.IsAlive(owner, time.GetUtcNow() - held.ClaimedAt));

    // A row that has limits, or may be known by an earlier key, is looked for; any other takes its place, if that is free.
    private static bool IsLookedForFirst(IdempotencyKey? row, ClaimLimits? limits) => limits is not null || row is { Earlier.Count: > 0 };

    private static SoraTask InBatch(SoraTask task, IdempotencyKey? row) =>
        row is null || row.Batch == task.Batch ? task : task with { Batch = row.Batch };

    // Null if another task holds the row.
    private LedgerClaim? Insert(SoraTask task, IdempotencyKey? row, long? predecessor, string? run)
    {
        SoraTask mine = InBatch(task, row);
        return tasks.TryWrite(mine, row, predecessor, run) ? New(mine, run) : null;
    }

    private LedgerClaim New(SoraTask task, string? run) => new(ClaimOutcome.New, task)
    {
        Lease = presence.Lease,
        Hold = run is null ? null : holds.Of(task.RequestId, run, WriteCommands.FirstEpoch),
    };

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
