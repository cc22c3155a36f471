using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Ledger;

/// <summary>Claims that share a transaction: each is told what it would be told alone.</summary>
[Trait("Ledger", "Any")]
public class GroupedClaimTests : LedgerFixture
{
    [Fact]
    public async Task Each_of_a_group_is_told_whose_its_row_is()
    {
        await using StoredLedger ledger = Open();
        await using StoredLedger other = Open();
        await ledger.BeginRunAsync("mine");
        await other.BeginRunAsync("other");
        LedgerClaim held = await other.ClaimAsync(NewTask(), Row("held"), Resubmit.None, "other");
        SoraTask before = await RecordedAsync(ledger, SoraTaskState.Running, Row("before"));
        IdempotencyKey composed = Row("Caf\u00e9", "Cafe\u0301");
        Assert.NotEmpty(composed.Earlier);

        IdempotencyKey?[] rows = [Row("new"), Row("held"), composed, Row("new"), Row("before"), null];
        LedgerClaim[] claims = await InOneGroupAsync(ledger, [.. rows.Select(row => (Func<Task<LedgerClaim>>)(
            () => ledger.ClaimAsync(NewTask(), row, Resubmit.None, "mine")))]);

        Assert.Equal(
            [
                ClaimOutcome.New, ClaimOutcome.BusyElsewhere, ClaimOutcome.New, ClaimOutcome.BusyElsewhere, ClaimOutcome.Existing,
                ClaimOutcome.New,
            ],
            claims.Select(claim => claim.Outcome));
        Assert.Equal((held.Task, "other"), (claims[1].Task, claims[1].HeldByRun));
        Assert.Equal((claims[0].Task, null), (claims[3].Task, claims[3].HeldByRun));
        Assert.Equal(before, claims[4].Task);
        Assert.Equal([1L, null, 1L, null, 2L, 1L], claims.Select(claim => claim.Hold?.Epoch));
        Assert.Equal("5", Sql("SELECT count(*) FROM tasks"));
    }

    [Fact]
    public async Task One_that_cannot_be_written_fails_alone()
    {
        await using StoredLedger ledger = Open();
        SoraTask known = (await ledger.ClaimAsync(NewTask(), Row("known"), Resubmit.None)).Task;

        Task<LedgerClaim>[] claims = Group(ledger, [.. Enumerable.Range(0, 20).Select(row => (Func<Task<LedgerClaim>>)(
            () => ledger.ClaimAsync(row == 10 ? known : NewTask(), Row($"{row}"), Resubmit.None)))]);

        await Assert.ThrowsAsync<SoraException>(() => claims[10]);
        Assert.All(await Task.WhenAll(claims.Where(claim => claim != claims[10])), claim => Assert.Equal(ClaimOutcome.New, claim.Outcome));
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), Row("10"), Resubmit.None)).Outcome);
        Assert.Equal("21", Sql("SELECT count(DISTINCT row_key) FROM tasks"));
    }

    [Fact]
    public async Task A_failed_row_that_comes_twice_in_a_group_is_sent_again_once()
    {
        await using StoredLedger ledger = Open();
        await RecordedAsync(ledger, SoraTaskState.Failed, Row("a"));
        Func<Task<LedgerClaim>> claim = () => ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Failed);

        LedgerClaim[] claims = await InOneGroupAsync(ledger, claim, claim);

        Assert.Equal([ClaimOutcome.New, ClaimOutcome.BusyElsewhere], claims.Select(one => one.Outcome));
        Assert.Equal(claims[0].Task, claims[1].Task);
        Assert.Equal("2", Sql("SELECT count(*) FROM tasks"));
    }

    [Theory]
    [InlineData(true, ClaimOutcome.HeldElsewhere)]
    [InlineData(false, ClaimOutcome.Existing)]
    public async Task Rows_whose_sender_is_gone_become_Unknown_also_where_their_run_lives(bool hasLiveRun, ClaimOutcome outcome)
    {
        await using StoredLedger other = Open();
        await other.BeginRunAsync("other");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(row => other.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None, "other")));
        await using StoredLedger ledger = Open();
        await ledger.BeginRunAsync("mine");
        string? owner = Sql("SELECT owner FROM runs WHERE run = 'other'");
        KillOwners();
        if (hasLiveRun)
        {
            Sql($"UPDATE runs SET owner = '{owner}' WHERE run = 'other'");
        }

        LedgerClaim[] claims = await InOneGroupAsync(ledger, [.. Enumerable.Range(0, 4).Select(row => (Func<Task<LedgerClaim>>)(
            () => ledger.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None, "mine")))]);

        Assert.Equal([outcome, outcome, outcome, ClaimOutcome.New], claims.Select(claim => claim.Outcome));
        Assert.All(claims[..3], claim => Assert.Equal(SoraTaskState.Unknown, claim.Task.State));
    }

    private Task<LedgerClaim[]> InOneGroupAsync(StoredLedger ledger, params Func<Task<LedgerClaim>>[] claims) =>
        Task.WhenAll(Group(ledger, claims));

    // While another program holds it, they come to wait for the same transaction.
    private Task<LedgerClaim>[] Group(StoredLedger ledger, params Func<Task<LedgerClaim>>[] claims)
    {
        using LedgerDatabase holder = Ledger.Hold();
        Task<LedgerClaim>[] all = [.. claims.Select(claim => claim())];
        holder.Rollback();
        return all;
    }
}
