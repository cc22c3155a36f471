using System.Collections.Concurrent;
using System.Diagnostics;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>Which run may work on a task. Runs in the writer's transaction.</summary>
internal sealed class HoldRules(LedgerDatabase database, WriteCommands commands, IOwnerPresence presence, TimeProvider time)
{
    // Rows of others come many at a time, and each look at an owner's lock costs an exception.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<LedgerOwner, long> _seenAlive = [];

    /// <summary>The opened ledger itself.</summary>
    public LedgerOwner Owner => presence.Owner;

    /// <summary>A run is live from now on.</summary>
    public bool Begin(string run)
    {
        presence.Hold();
        commands.PutRun.Execute(run, presence.Owner.ToString(), time.GetUtcNow().ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>A run has ended.</summary>
    public bool End(string run)
    {
        commands.DeleteRun.Execute(run);
        return true;
    }

    /// <summary>Forgets the runs of processes that are gone, or of this one.</summary>
    public void RemoveRuns(Predicate<LedgerOwner> isGone)
    {
        foreach ((string run, LedgerOwner? owner) in commands.ListRuns.Read(row => (row.Text(0), LedgerOwner.Parse(row.Text(1)))))
        {
            if (owner is null || isGone(owner))
            {
                commands.DeleteRun.Execute(run);
            }
        }
    }

    /// <summary>Whether an owner's process lives. One on a machine that does not show its locks here counts as gone.</summary>
    public bool IsAlive(LedgerOwner owner) => presence.IsAlive(owner, TimeSpan.MaxValue);

    /// <summary>The runs that are live.</summary>
    public List<string> LiveRuns() => [.. commands.ListRuns.Read(row => (Run: row.Text(0), Owner: LedgerOwner.Parse(row.Text(1))))
        .Where(one => one.Owner is { } owner && IsAlive(owner)).Select(one => one.Run)];

    /// <summary>Whose run works on a task, if it is live and not the one that asks; else null. Any thread may ask.</summary>
    public LedgerOwner? OtherOf(HeldTask task, string run) =>
        task.Run != run && task.Holder is { } owner && !IsSeenGone(owner) ? owner : null;

    /// <summary>What a run that claims a row is told if another live one works on it; else null. Any thread may ask.</summary>
    public LedgerClaim? ClaimOfOther(ClaimedTask held, IdempotencyKey row, string run) =>
        OtherOf(held.Held, run) is not { } other ? null : held.AsClaim(row) with
        {
            Outcome = held.Task.State is SoraTaskState.Submitting ? ClaimOutcome.BusyElsewhere : ClaimOutcome.HeldElsewhere,
            HeldBy = other.Describe(),
            HeldByRun = held.Held.Run,
        };

    /// <summary>Gives a task to a run, if no other live one has it.</summary>
    public LedgerHoldOutcome Hold(string requestId, string run, string? from)
    {
        presence.Hold();
        if (commands.FindHeld.Read(row => HeldTask.Read(row, 0), requestId) is not [var task])
        {
            return new LedgerHoldOutcome(Of(requestId, run, 0), null);
        }

        return task.Run != from && OtherOf(task, run) is { } other
            ? new LedgerHoldOutcome(null, other.Describe())
            : new LedgerHoldOutcome(Take(task, requestId, run), null);
    }

    /// <summary>Gives a task to a run that nobody else works on.</summary>
    public LedgerHold Take(HeldTask task, string requestId, string run)
    {
        if (task.Run == run)
        {
            return Of(requestId, run, task.Epoch);
        }

        if (commands.SetRun.Read(row => row.Number(0), task.Seq, run, task.Epoch) is [var epoch])
        {
            return Of(requestId, run, epoch);
        }

        // Another took it between the two statements.
        database.RequireExclusive();
        throw new InvalidOperationException("A task changes hands though nobody else writes.");
    }

    /// <summary>Whether a task is still the run's, which counts as live again.</summary>
    public LedgerHold? Confirm(LedgerHold hold)
    {
        Begin(hold.Run);
        bool isTaken = commands.FindHeld.Read(row => HeldTask.Read(row, 0), hold.RequestId) is [var task]
            && (task.Run != hold.Run || task.Epoch != hold.Epoch);
        return isTaken ? null : hold with { Lease = presence.Lease };
    }

    /// <summary>As <see cref="IOwnerPresence.IsSeenGone"/>, a moment ago or now. Any thread may ask.</summary>
    public bool IsSeenGone(LedgerOwner owner)
    {
        if (_seenAlive.TryGetValue(owner, out long since) && Stopwatch.GetElapsedTime(since) < s_moment)
        {
            return false;
        }

        bool isGone = presence.IsSeenGone(owner);
        _seenAlive[owner] = isGone ? 0 : Stopwatch.GetTimestamp();
        return isGone;
    }

    /// <summary>A hold as of now.</summary>
    public LedgerHold Of(string requestId, string run, long epoch) => new(requestId, run, epoch) { Lease = presence.Lease };
}
