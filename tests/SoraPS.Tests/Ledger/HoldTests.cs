using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>Which run works on a task, and what one may still write that another has taken over from.</summary>
[Trait("Ledger", "Any")]
public sealed class HoldTests : LedgerFixture
{
    [Fact]
    public async Task A_task_is_one_live_runs_and_free_when_that_has_ended()
    {
        await using StoredLedger one = await OpenAsync("one");
        await using StoredLedger two = await OpenAsync("two");
        SoraTask task = await RecordedAsync(one, SoraTaskState.Queued, Row("a"));

        LedgerHold? hold = (await one.HoldAsync(task.RequestId, "one", null)).Hold;
        Assert.NotNull(hold);
        Assert.Equal(hold, (await one.HoldAsync(task.RequestId, "one", null)).Hold);
        LedgerHoldOutcome refused = await two.HoldAsync(task.RequestId, "two", null);
        Assert.Equal((null, "this process"), (refused.Hold, refused.HeldBy));
        Assert.Empty(await two.ListAsync(new LedgerQuery { Free = true }));
        SoraLedgerProcess other = Assert.Single(await two.ProcessesAsync());
        Assert.Equal((Environment.ProcessId, 1), (other.ProcessId, other.Rows));

        await one.EndRunAsync("one");
        Assert.Single(await two.ListAsync(new LedgerQuery { Free = true }));
        Assert.Empty(await two.ProcessesAsync());
        Assert.NotNull((await two.HoldAsync(task.RequestId, "two", null)).Hold);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_gets_it()
    {
        StoredLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => OpenAsync($"{number}")));
        SoraTask[] tasks = await Task.WhenAll(Enumerable.Range(0, 30).Select(
            row => RecordedAsync(ledgers[0], SoraTaskState.Queued, Row($"{row}"))));
        LedgerHoldOutcome[] all = await Task.WhenAll(ledgers.Index().SelectMany(ledger => Shuffled(tasks).Select(
            task => Task.Run(() => ledger.Item.HoldAsync(task.RequestId, $"{ledger.Index}", null)))));

        Assert.Equal(tasks.Select(task => task.RequestId).Order(), all.Select(one => one.Hold?.RequestId).OfType<string>().Order());
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Who_was_taken_over_from_writes_nothing_over_the_others()
    {
        await using StoredLedger dead = await OpenAsync("dead");
        SoraTask task = await RecordedAsync(dead, SoraTaskState.Queued, Row("a"));
        LedgerHold first = (await dead.HoldAsync(task.RequestId, "dead", null)).Hold!;
        KillOwners();
        await using StoredLedger next = await OpenAsync("next");
        LedgerHold second = (await next.HoldAsync(task.RequestId, "next", null)).Hold!;
        Assert.True(second.Epoch > first.Epoch);

        await dead.WriteAsync(new LedgerEntry(task with { State = SoraTaskState.Failed }, "Too late.") { Epoch = first.Epoch });
        Assert.Equal(SoraTaskState.Queued, (await next.FindRequestAsync(task.RequestId))?.State);
        Assert.DoesNotContain(await next.HistoryAsync(task.RequestId), one => one.Happened == "Too late.");

        await next.WriteAsync(new LedgerEntry(task with { State = SoraTaskState.Running }, "In time.") { Epoch = second.Epoch });
        Assert.Equal(SoraTaskState.Running, (await next.FindRequestAsync(task.RequestId))?.State);

        // What the holder itself saw late is told, though the task has ended.
        await next.WriteAsync(new LedgerEntry(task with { State = SoraTaskState.Succeeded }, "It ended.") { Epoch = second.Epoch });
        await next.WriteAsync(new LedgerEntry(task, "Seen late.") { Epoch = second.Epoch });
        Assert.Equal(SoraTaskState.Succeeded, (await next.FindRequestAsync(task.RequestId))?.State);
        Assert.Equal("Seen late.", (await next.HistoryAsync(task.RequestId))[^1].Happened);
    }

    [Fact]
    public async Task What_a_run_was_sending_when_its_process_died_is_unknown_to_one_that_was_open_before()
    {
        await using StoredLedger dead = await OpenAsync("dead");
        await using StoredLedger next = await OpenAsync("next");
        await dead.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "dead");
        KillOwners();
        LedgerClaim claim = await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next");
        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (claim.Outcome, claim.Task.State));
    }

    [Fact]
    public async Task An_id_that_comes_late_for_a_row_that_became_unknown_is_taken_in()
    {
        await using StoredLedger frozen = await OpenAsync("frozen");
        LedgerClaim claim = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "frozen");
        KillOwners();
        await using StoredLedger next = await OpenAsync("next");
        Assert.Equal(SoraTaskState.Unknown, (await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next")).Task.State);
        await next.HoldAsync(claim.Task.RequestId, "next", null);

        SoraTask made = claim.Task with { State = SoraTaskState.Queued, Id = "video_1" };
        await frozen.WriteAsync(new LedgerEntry(made, "Accepted.") { Epoch = claim.Hold!.Epoch });
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
    }

    [Fact]
    public async Task What_a_live_run_has_seen_fail_is_not_paid_for_again_by_another()
    {
        await using StoredLedger one = await OpenAsync("one");
        await using StoredLedger two = await OpenAsync("two");
        LedgerClaim claim = await one.ClaimAsync(NewTask(), Row("a"), Resubmit.Failed, "one");
        SoraTask failed = claim.Task with { State = SoraTaskState.Failed, Id = "video_1" };
        await one.WriteAsync(new LedgerEntry(failed, "It failed.") { Epoch = claim.Hold!.Epoch });

        LedgerClaim meanwhile = await two.ClaimAsync(NewTask(), Row("a"), Resubmit.Failed, "two");
        Assert.Equal((ClaimOutcome.HeldElsewhere, "one"), (meanwhile.Outcome, meanwhile.HeldByRun));
        await one.EndRunAsync("one");
        Assert.Equal(ClaimOutcome.New, (await two.ClaimAsync(NewTask(), Row("a"), Resubmit.Failed, "two")).Outcome);
    }

    [Fact]
    public async Task A_claimed_row_is_its_runs_and_goes_on_in_the_next_one_when_the_run_is_dead()
    {
        await using StoredLedger dead = await OpenAsync("dead");
        await using StoredLedger next = await OpenAsync("next");
        LedgerClaim claim = await dead.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "dead");
        LedgerClaim busy = await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next");
        Assert.Equal((ClaimOutcome.BusyElsewhere, "dead", "this process"), (busy.Outcome, busy.HeldByRun, busy.HeldBy));
        Assert.Equal(busy, await next.FindRowAsync(Row("a"), "next"));
        SoraTask made = claim.Task with { State = SoraTaskState.Queued, Id = "video_1" };
        await dead.WriteAsync(new LedgerEntry(made, "Accepted.") { Epoch = claim.Hold!.Epoch });
        Assert.Equal(ClaimOutcome.HeldElsewhere, (await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next")).Outcome);
        Assert.Equal(ClaimOutcome.HeldElsewhere, (await next.FindRowAsync(Row("a"), "next"))?.Outcome);
        Assert.Null((await next.FindRowAsync(Row("a"), "dead"))?.HeldByRun);

        KillOwners();
        Assert.Empty(await next.ProcessesAsync());
        Assert.Null((await next.FindRowAsync(Row("a"), "next"))?.HeldByRun);
        LedgerClaim taken = await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next");
        Assert.Equal((ClaimOutcome.Existing, "next"), (taken.Outcome, taken.Hold?.Run));
    }

    [Fact]
    public async Task A_run_hands_a_task_over_and_closing_ends_all_runs()
    {
        StoredLedger one = await OpenAsync("one");
        await one.BeginRunAsync("two");
        SoraTask task = await RecordedAsync(one, SoraTaskState.Queued, Row("a"));
        await one.HoldAsync(task.RequestId, "one", null);
        Assert.Null((await one.HoldAsync(task.RequestId, "two", from: "three")).Hold);
        Assert.NotNull((await one.HoldAsync(task.RequestId, "two", from: "one")).Hold);
        await one.DisposeAsync();
        Assert.Equal("0", Sql("SELECT count(*) FROM runs"));
    }

    [Theory]
    [InlineData(SoraTaskState.Succeeded, "video_1", null, true)]
    [InlineData(SoraTaskState.Succeeded, "video_1", "/videos/a.mp4", false)]
    [InlineData(SoraTaskState.Unknown, "video_1", null, true)]
    [InlineData(SoraTaskState.Unknown, null, null, false)]
    [InlineData(SoraTaskState.Failed, "video_1", null, false)]
    public async Task Who_claims_a_row_holds_its_task_if_that_can_be_brought_further(
        SoraTaskState state, string? id, string? path, bool isHeld)
    {
        await using StoredLedger ledger = await OpenAsync("one");
        await RecordedAsync(ledger, state, Row("a"), task => task with { Id = id, Path = path });
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "one");
        Assert.Equal((ClaimOutcome.Existing, isHeld), (claim.Outcome, claim.Hold is not null));
    }

    private async Task<StoredLedger> OpenAsync(string run)
    {
        StoredLedger ledger = Open();
        await ledger.BeginRunAsync(run);
        return ledger;
    }

    private static T[] Shuffled<T>(T[] items)
    {
        T[] copy = [.. items];
        Random.Shared.Shuffle(copy);
        return copy;
    }
}
