using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>What a run remembers of the tasks that it holds.</summary>
public sealed class LedgerRunTests : IAsyncDisposable
{
    private readonly LedgerRuns _runs = new(new LedgerSource(_ => new NoLedger()));
    private readonly HoldLedger _ledger = new();

    [Fact]
    public async Task A_task_that_it_holds_is_not_asked_for_once_more()
    {
        LedgerRun run = _runs.Join(null, CancellationToken.None);
        Assert.True(await run.ConfirmAsync(_ledger, "r1"));
        Assert.Null(run.EpochOf("r1"));
        Assert.Null(await run.TakeAsync(_ledger, "r1"));
        Assert.False(run.IsIdle("r1"));
        run.HandOn("r1");
        Assert.True(run.IsIdle("r1"));
        Assert.Null(await run.TakeAsync(_ledger, "r1"));
        Assert.False(run.IsIdle("r1"));
        Assert.False(run.IsIdle("r2"));
        Assert.Equal((1, 1), (_ledger.Asked, run.EpochOf("r1")));
    }

    [Fact]
    public async Task A_hold_that_outlived_a_lease_is_confirmed_by_its_new_one_from_then_on()
    {
        LedgerRun run = _runs.Join(null, CancellationToken.None);
        await run.TakeAsync(_ledger, "r1");
        _ledger.Lease = 7;
        Assert.True(await run.ConfirmAsync(_ledger, "r1"));
        Assert.True(await run.ConfirmAsync(_ledger, "r1"));
        Assert.Equal([0, 7], _ledger.Confirmed);
    }

    [Fact]
    public async Task A_hold_that_was_lost_stays_lost_until_it_is_taken_anew()
    {
        LedgerRun run = _runs.Join(null, CancellationToken.None);
        await run.TakeAsync(_ledger, "r1");
        run.HandOn("r1");
        _ledger.Lease = null;
        Assert.False(await run.ConfirmAsync(_ledger, "r1"));
        Assert.False(await run.ConfirmAsync(_ledger, "r1"));
        Assert.False(run.IsIdle("r1"));
        Assert.Single(_ledger.Confirmed);
        Assert.Null(await run.TakeAsync(_ledger, "r1"));
        Assert.Equal((2, 2), (_ledger.Asked, run.EpochOf("r1")));
    }

    [Fact]
    public async Task It_ends_with_its_last_stage()
    {
        LedgerRun run = _runs.Join(_runs.New(), CancellationToken.None);
        Assert.Same(run, _runs.Join(run, CancellationToken.None));
        await run.TakeAsync(_ledger, "r1");
        await run.LeaveAsync();
        Assert.Equal((0, false, false), (_ledger.Ended, run.HasEnded, _runs.IsEnding(run.Id)));
        await run.LeaveAsync();
        Assert.Equal((1, true, true), (_ledger.Ended, run.HasEnded, _runs.IsEnding(run.Id)));
    }

    [Fact]
    public async Task That_one_is_stopped_says_nothing_of_another()
    {
        using CancellationTokenSource stop = new();
        LedgerRun stopped = _runs.Join(_runs.New(), stop.Token);
        LedgerRun other = _runs.Join(_runs.New(), CancellationToken.None);
        await stop.CancelAsync();
        Assert.True(_runs.IsEnding(stopped.Id));
        Assert.False(_runs.IsEnding(other.Id));
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private sealed class HoldLedger() : WatchedLedger(new NoLedger(), _ => Task.CompletedTask)
    {
        public int Asked { get; private set; }

        public int Ended { get; private set; }

        /// <summary>The lease of a hold that is confirmed; null if it is lost.</summary>
        public long? Lease { get; set; } = 0;

        public List<long> Confirmed { get; } = [];

        public override Task<LedgerHoldOutcome> HoldAsync(string requestId, string run, string? from) =>
            Task.FromResult(new LedgerHoldOutcome(new LedgerHold(requestId, run, ++Asked), null));

        public override ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold)
        {
            Confirmed.Add(hold.Lease);
            return new(Lease is { } lease ? hold with { Lease = lease } : null);
        }

        public override Task EndRunAsync(string run)
        {
            Ended++;
            return Task.CompletedTask;
        }
    }
}
