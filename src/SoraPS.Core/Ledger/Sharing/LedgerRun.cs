using System.Collections.Concurrent;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Sharing;

/// <summary>
/// A line of stages, which works on tasks that no other run works on meanwhile, here or on another machine. It holds each task that
/// one of its stages takes, hands it on with the task, and lets go of all when its last stage has ended.
/// </summary>
public sealed class LedgerRun
{
    private readonly ConcurrentDictionary<string, HeldItem> _held = [];
    private readonly ConcurrentDictionary<ILedger, Task> _begun = [];
    private readonly ConcurrentBag<CancellationToken> _stops = [];
    private readonly LedgerRuns _runs;
    private int _stages;

    internal LedgerRun(LedgerRuns runs, LedgerSource source) => (_runs, Ledgers) = (runs, new LedgerLeases(source));

    /// <summary>What it is known by in ledgers.</summary>
    internal string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The ledgers that it uses, open until it ends.</summary>
    internal LedgerLeases Ledgers { get; }

    /// <summary>Whether one of its stages was stopped: what the others hold is soon free.</summary>
    internal bool IsStopping => _stops.Any(stop => stop.IsCancellationRequested);

    /// <summary>Whether its last stage has ended; no other may join it any more.</summary>
    internal bool HasEnded => _stages == 0 && !_stops.IsEmpty;

    /// <summary>Another stage of the run begins. Called one at a time.</summary>
    internal void Join(CancellationToken stop)
    {
        _stages++;
        _stops.Add(stop);
    }

    /// <summary>A stage has ended; true if it was the last. Called one at a time.</summary>
    internal bool Leave() => --_stages == 0;

    /// <summary>A stage has ended, and with the last one the run.</summary>
    internal async ValueTask LeaveAsync()
    {
        if (!_runs.Leave(this))
        {
            return;
        }

        foreach ((ILedger ledger, Task begun) in _begun)
        {
            try
            {
                await begun.ConfigureAwait(false);
                await ledger.EndRunAsync(Id).ConfigureAwait(false);
            }
            catch (SoraException)
            {
                // Its tasks are free when this process ends, or closes the ledger.
            }
        }

        await Ledgers.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Claims a row (see <see cref="ILedger.ClaimAsync"/>) for the run.</summary>
    internal async Task<LedgerClaim> ClaimAsync(
        ILedger ledger, SoraTask task, IdempotencyKey? row, Resubmit resubmit, ClaimLimits? limits)
    {
        Begin(ledger);
        LedgerClaim claim = await ledger.ClaimAsync(task, row, resubmit, Id, limits).ConfigureAwait(false);
        if (claim.Hold is { } hold)
        {
            _held[hold.RequestId] = new HeldItem(hold, IsInHand: claim.Outcome is ClaimOutcome.New);
        }

        return claim;
    }

    /// <summary>A stage takes a task in hand.</summary>
    /// <returns>Null if it may work on it; else who does, such as 'process 4711 on render-2'.</returns>
    internal async Task<string?> TakeAsync(ILedger ledger, string requestId)
    {
        if (_held.TryGetValue(requestId, out HeldItem? mine) && !mine.IsLost)
        {
            _held[requestId] = mine with { IsInHand = true };
            return null;
        }

        Begin(ledger);
        LedgerHoldOutcome outcome = await ledger.HoldAsync(requestId, Id, _runs.HandOver(requestId, this)).ConfigureAwait(false);
        if (outcome.Hold is { } hold)
        {
            _held[requestId] = new HeldItem(hold, IsInHand: true);
        }

        return outcome.HeldBy;
    }

    /// <summary>A stage has done its part, and another may go on, in this run or in another one of the process.</summary>
    internal void HandOn(string requestId)
    {
        if (_held.TryGetValue(requestId, out HeldItem? mine))
        {
            _held.TryUpdate(requestId, mine with { IsInHand = false }, mine);
        }
    }

    /// <summary>Whether a task is the run's, and no stage of it works on it now.</summary>
    internal bool IsIdle(string requestId) =>
        _held.TryGetValue(requestId, out HeldItem? mine) && mine is { IsInHand: false, IsLost: false };

    /// <summary>Whether a task that was taken is still the run's.</summary>
    internal async ValueTask<bool> ConfirmAsync(ILedger ledger, string requestId)
    {
        if (!_held.TryGetValue(requestId, out HeldItem? mine))
        {
            return true;
        }

        LedgerHold? hold = mine.IsLost ? null : await ledger.ConfirmAsync(mine.Hold).ConfigureAwait(false);
        if (hold != mine.Hold)
        {
            _held[requestId] = mine with { Hold = hold ?? mine.Hold, IsLost = hold is null };
        }

        return hold is not null;
    }

    /// <summary>What the run's writes about a task carry (see <see cref="LedgerEntry.Epoch"/>); null if it holds it not.</summary>
    internal long? EpochOf(string requestId) => _held.TryGetValue(requestId, out HeldItem? mine) ? mine.Hold.Epoch : null;

    /// <summary>Gives a task to another run of the process; false if a stage of this one works on it.</summary>
    internal bool TryHandOver(string requestId) =>
        _held.TryGetValue(requestId, out HeldItem? mine) && (!mine.IsInHand || IsStopping) && !mine.IsLost
        && _held.TryUpdate(requestId, mine with { IsLost = true }, mine);

    // Not waited for: one commit serves it and the first claim.
    private void Begin(ILedger ledger) => _begun.AddOrUpdate(
        ledger, one => one.BeginRunAsync(Id), (one, begun) => begun.IsFaulted ? one.BeginRunAsync(Id) : begun);

    private sealed record HeldItem(LedgerHold Hold, bool IsInHand, bool IsLost = false);
}
