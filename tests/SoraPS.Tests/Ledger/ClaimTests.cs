using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

[Trait("Ledger", "Any")]
public class ClaimTests : LedgerFixture
{
    [Fact]
    public async Task A_row_is_new_once()
    {
        await using StoredLedger ledger = Open();

        LedgerClaim first = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        LedgerClaim other = await ledger.ClaimAsync(NewTask(), Row("b"), Resubmit.None);

        Assert.Equal((ClaimOutcome.New, "spring"), (first.Outcome, first.Task.Batch));
        Assert.Equal((ClaimOutcome.BusyElsewhere, first.Task), (again.Outcome, again.Task));
        Assert.Equal(ClaimOutcome.New, other.Outcome);
    }

    [Fact]
    public async Task A_batch_is_the_same_in_any_case()
    {
        await using StoredLedger ledger = Open();
        await RecordedAsync(ledger, SoraTaskState.Queued, Row("a", batch: "Spring"));

        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a", batch: "spring"), Resubmit.None);

        Assert.Equal(ClaimOutcome.Existing, again.Outcome);
    }

    [Fact]
    public async Task Without_a_row_every_task_is_new()
    {
        await using StoredLedger ledger = Open();

        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), null, Resubmit.None)).Outcome);
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), null, Resubmit.None)).Outcome);
    }

    [Theory]
    [InlineData(SoraTaskState.Queued, Resubmit.Unknown | Resubmit.Failed, ClaimOutcome.Existing)]
    [InlineData(SoraTaskState.Running, Resubmit.Unknown | Resubmit.Failed, ClaimOutcome.Existing)]
    [InlineData(SoraTaskState.Succeeded, Resubmit.Unknown | Resubmit.Failed, ClaimOutcome.Existing)]
    [InlineData(SoraTaskState.Unknown, Resubmit.Failed, ClaimOutcome.Existing)]
    [InlineData(SoraTaskState.Unknown, Resubmit.Unknown, ClaimOutcome.New)]
    [InlineData(SoraTaskState.Failed, Resubmit.Unknown, ClaimOutcome.Existing)]
    [InlineData(SoraTaskState.Failed, Resubmit.Failed, ClaimOutcome.New)]
    [InlineData(SoraTaskState.Cancelled, Resubmit.Failed, ClaimOutcome.New)]
    [InlineData(SoraTaskState.Expired, Resubmit.Failed, ClaimOutcome.New)]
    public async Task A_row_is_sent_again_only_where_asked(SoraTaskState state, Resubmit resubmit, ClaimOutcome outcome)
    {
        await using StoredLedger ledger = Open();
        SoraTask before = await RecordedAsync(ledger, state, Row("a"));

        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), resubmit);

        Assert.Equal(outcome, again.Outcome);
        Assert.Equal(outcome is ClaimOutcome.Existing, again.Task == before);
        Assert.Equal(before, await ledger.FindRequestAsync(before.RequestId));
    }

    [Fact]
    public async Task A_resubmitted_row_belongs_to_the_new_task()
    {
        await using StoredLedger ledger = Open();
        SoraTask old = await RecordedAsync(ledger, SoraTaskState.Unknown, Row("a"));
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown);
        await ledger.WriteAsync(new LedgerEntry(claim.Task with { State = SoraTaskState.Queued }, "Accepted."));

        // The lost answer still comes: it changes its own record only.
        await ledger.WriteAsync(new LedgerEntry(old with { State = SoraTaskState.Succeeded }, "Found."));
        LedgerClaim third = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown);

        Assert.Equal((ClaimOutcome.Existing, claim.Task.RequestId), (third.Outcome, third.Task.RequestId));
        Assert.Contains(
            await ledger.HistoryAsync(old.RequestId), line => line.Happened.Contains(claim.Task.RequestId));
    }

    [Fact]
    public async Task A_row_that_was_surely_not_taken_is_free_again()
    {
        await using StoredLedger ledger = Open();
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        SoraTask refused = claim.Task with { State = SoraTaskState.Failed };
        await ledger.WriteAsync(new LedgerEntry(refused, "Refused.") { ReleasesRow = true });

        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
        Assert.Equal(refused, await ledger.FindRequestAsync(refused.RequestId));
    }

    [Fact]
    public async Task A_row_that_asks_for_something_else_is_told()
    {
        await using StoredLedger ledger = Open();
        await RecordedAsync(ledger, SoraTaskState.Queued, Row("a", "A cat"));

        Assert.False((await ledger.ClaimAsync(NewTask(), Row("a", "A cat"), Resubmit.None)).ContentDiffers);
        Assert.True((await ledger.ClaimAsync(NewTask(), Row("a", "A dog"), Resubmit.None)).ContentDiffers);
    }

    [Fact]
    public async Task Of_two_ledgers_in_one_place_one_gets_each_row()
    {
        await using StoredLedger one = Open();
        await using StoredLedger two = Open();

        LedgerClaim[] claims = await Task.WhenAll(Enumerable.Range(0, 64).SelectMany(row => new[] { one, two }.Select(
            ledger => Task.Run(() => ledger.ClaimAsync(NewTask(), Row($"row {row}"), Resubmit.None)))));

        Assert.Equal(64, claims.Count(claim => claim.Outcome is ClaimOutcome.New));
        Assert.Equal(64, claims.Count(claim => claim.Outcome is ClaimOutcome.BusyElsewhere));
        Ledger.AssertSound();
    }
}
