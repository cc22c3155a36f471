using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Claims of many processes on a server.</summary>
public sealed class PostgresClaimTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task Of_many_processes_that_send_the_same_rows_in_any_order_one_gets_each()
    {
        StoredLedger[] ledgers = [.. Enumerable.Range(0, 6).Select(_ => Ledger.Open())];
        LedgerClaim[] claims = await Task.WhenAll(ledgers.SelectMany(ledger =>
        {
            IdempotencyKey[] rows = [.. Enumerable.Range(0, 100).Select(row => Row($"{row}"))];
            Random.Shared.Shuffle(rows);
            return rows.Select(row => Task.Run(() => ledger.ClaimAsync(NewTask(), row, Resubmit.None)));
        }));

        Assert.Equal(100, claims.Count(claim => claim.Outcome is ClaimOutcome.New));
        Assert.Equal(500, claims.Count(claim => claim.Outcome is ClaimOutcome.BusyElsewhere));
        Assert.Equal("100", Ledger.Sql("SELECT count(DISTINCT row_key) FROM tasks"));
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
        Assert.Equal("100", Ledger.Sql("SELECT count(*) FROM tasks WHERE state = 'Unknown'"));
        Assert.Equal("0", Ledger.Sql("SELECT count(*) FROM processes"));
    }

    [PostgresFact]
    public async Task Of_a_commit_without_an_answer_the_row_is_still_this_callers()
    {
        await using StoredLedger ledger = Ledger.Open();
        SoraTask task = NewTask();
        await ledger.ClaimAsync(task, Row("a"), Resubmit.None);

        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(task, Row("a"), Resubmit.None)).Outcome);
        Assert.Equal(ClaimOutcome.BusyElsewhere, (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
    }

    [PostgresFact]
    public async Task Who_has_been_silent_for_a_lease_is_dead_and_its_rows_are_unknown()
    {
        await using StoredLedger frozen = Ledger.Open();
        await using StoredLedger other = Ledger.Open();
        LedgerClaim claim = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal(ClaimOutcome.BusyElsewhere, (await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
        Ledger.Sql("UPDATE processes SET beat_at = beat_at - interval '31 seconds'");

        LedgerClaim taken = await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (taken.Outcome, taken.Task.State));

        // It wakes up, and the gateway has answered: what was paid for is known.
        SoraTask made = claim.Task with { State = SoraTaskState.Queued, Id = "video_1" };
        await frozen.WriteAsync(new LedgerEntry(made, "Accepted."));
        Assert.Equal(made, (await other.FindRowAsync(Row("a")))?.Task);
        Assert.Equal(ClaimOutcome.New, (await frozen.ClaimAsync(NewTask(), Row("b"), Resubmit.None)).Outcome);
        Assert.Equal(ClaimOutcome.BusyElsewhere, (await other.ClaimAsync(NewTask(), Row("b"), Resubmit.None)).Outcome);
    }
}
