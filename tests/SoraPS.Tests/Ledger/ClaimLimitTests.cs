using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>What claims must keep to, counted over all who use the ledger.</summary>
[Trait("Ledger", "Any")]
public sealed class ClaimLimitTests : LedgerFixture
{
    private static readonly ClaimLimits s_oneDollar = new(1, null);
    private static readonly ClaimLimits s_threeTasks = new(null, 3);

    [Fact]
    public async Task Many_that_claim_at_once_stay_within_what_a_batch_may_cost()
    {
        StoredLedger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => Open())];
        LedgerClaim[] claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(row => Task.Run(
            () => ledgers[row % 4].ClaimAsync(Priced(0.3m), Row($"{row}"), Resubmit.None, null, s_oneDollar))));

        Assert.Equal(3, claims.Count(claim => claim.Outcome is ClaimOutcome.New));
        Assert.All(
            claims.Where(claim => claim.Outcome is not ClaimOutcome.New),
            claim => Assert.Equal((ClaimOutcome.OverBatchCost, 0.9m), (claim.Outcome, claim.BatchCost)));
        Assert.Equal("3", Sql("SELECT count(*) FROM tasks"));
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task What_another_has_claimed_meanwhile_counts()
    {
        await using StoredLedger one = Open();
        await using StoredLedger two = Open();
        Task<LedgerClaim> ClaimAsync(StoredLedger ledger, string row) =>
            ledger.ClaimAsync(Priced(0.4m), Row(row), Resubmit.None, null, s_oneDollar);
        Assert.Equal(ClaimOutcome.New, (await ClaimAsync(one, "a")).Outcome);
        Assert.Equal(ClaimOutcome.New, (await ClaimAsync(two, "b")).Outcome);
        LedgerClaim over = await ClaimAsync(one, "c");
        Assert.Equal((ClaimOutcome.OverBatchCost, 0.8m), (over.Outcome, over.BatchCost));
    }

    [Fact]
    public async Task What_was_charged_counts_in_place_of_the_estimate_and_what_was_surely_not_made_does_not()
    {
        await using StoredLedger ledger = Open();
        async Task<SoraTask> ClaimAsync(string row) =>
            (await ledger.ClaimAsync(Priced(0.3m), Row(row), Resubmit.None)).Task;
        SoraTask charged = await ClaimAsync("charged") with { State = SoraTaskState.Failed, Id = "1", Price = 0.5m, Currency = "USD" };
        SoraTask refused = await ClaimAsync("refused") with { State = SoraTaskState.Failed };
        SoraTask elsewhere = await ClaimAsync("elsewhere") with { State = SoraTaskState.Running, Id = "2", Price = 9, Currency = "CNY" };
        await ledger.WriteAsync(new LedgerEntry(charged, "It failed."));
        await ledger.WriteAsync(new LedgerEntry(refused, "It was refused.") { ReleasesRow = true });
        await ledger.WriteAsync(new LedgerEntry(elsewhere, "It runs."));
        await ledger.ClaimAsync(Priced(7), Row("other", batch: "summer"), Resubmit.None);

        // 0.5 were charged and 0.3 are estimated.
        LedgerClaim over = await ledger.ClaimAsync(Priced(0.21m), Row("a", batch: "SPRING"), Resubmit.None, null, s_oneDollar);
        Assert.Equal((ClaimOutcome.OverBatchCost, 0.8m), (over.Outcome, over.BatchCost));
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(Priced(0.2m), Row("a"), Resubmit.None, null, s_oneDollar)).Outcome);
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), Row("b"), Resubmit.None, null, s_oneDollar)).Outcome);

        // A row that was sent before is given back, and one that is sent again counts anew.
        Assert.Equal(
            ClaimOutcome.Existing, (await ledger.ClaimAsync(Priced(0.3m), Row("charged"), Resubmit.None, null, s_oneDollar)).Outcome);
        Assert.Equal(
            ClaimOutcome.OverBatchCost,
            (await ledger.ClaimAsync(Priced(0.1m), Row("charged"), Resubmit.Failed, null, s_oneDollar)).Outcome);
        Assert.Equal(charged.RequestId, (await ledger.FindRowAsync(Row("charged")))?.Task.RequestId);
    }

    [Fact]
    public async Task A_provider_has_no_more_unfinished_tasks_than_it_may_whoever_asks()
    {
        StoredLedger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => Open())];
        LedgerClaim[] claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(row => Task.Run(
            () => ledgers[row % 4].ClaimAsync(Young(), Row($"{row}"), Resubmit.None, null, s_threeTasks))));
        SoraTask[] mine = [.. claims.Where(claim => claim.Outcome is ClaimOutcome.New).Select(claim => claim.Task)];
        Assert.Equal((3, 37), (mine.Length, claims.Count(claim => claim.Outcome is ClaimOutcome.NoPlace)));

        // Of another provider; and once one has ended, or has not been heard of for a day.
        Task<LedgerClaim> ClaimAsync(string row, string provider = "linkmodel") =>
            ledgers[0].ClaimAsync(Young() with { Provider = provider }, Row(row), Resubmit.None, null, s_threeTasks);
        Assert.Equal(ClaimOutcome.New, (await ClaimAsync("other", "OpenAI")).Outcome);
        Assert.Equal(ClaimOutcome.NoPlace, (await ClaimAsync("next")).Outcome);
        await ledgers[1].WriteAsync(new LedgerEntry(mine[0] with { State = SoraTaskState.Succeeded, Id = "1" }, "It is there."));
        Assert.Equal(ClaimOutcome.New, (await ClaimAsync("next")).Outcome);
        Assert.Equal(ClaimOutcome.NoPlace, (await ClaimAsync("last")).Outcome);
        Sql($"UPDATE tasks SET submitted_at = submitted_at - 90000000 WHERE request_id = '{mine[1].RequestId}'");
        Assert.Equal(ClaimOutcome.New, (await ClaimAsync("last")).Outcome);
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    private static SoraTask Young() => NewTask() with { SubmittedAt = DateTimeOffset.UtcNow };

    private static SoraTask Priced(decimal cost) => NewTask() with { Estimate = cost, EstimateCurrency = "USD" };
}
