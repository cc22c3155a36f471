using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Ledger.Store;
using SoraPS.Postgres;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>A process that was frozen for longer than its lease, or cut off, asks what is still its own.</summary>
public sealed class PostgresLeaseTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task A_claim_that_was_taken_away_is_not_held_and_its_row_goes_to_the_next()
    {
        await using StoredLedger frozen = Open();
        await using StoredLedger other = Open();
        LedgerClaim claim = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.True(await frozen.IsHeldAsync(claim));
        Freeze(frozen);
        Assert.True(await frozen.IsHeldAsync(claim));
        Freeze(frozen);
        Assert.Equal(SoraTaskState.Unknown, (await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task.State);

        Assert.False(await frozen.IsHeldAsync(claim));
        Assert.Null(await other.FindRowAsync(Row("a")));
        Assert.Equal(ClaimOutcome.New, (await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
    }

    [PostgresFact]
    public async Task Who_was_killed_on_this_machine_is_dead_at_once_however_young_its_heartbeat_is()
    {
        await using StoredLedger killed = Open();
        await using StoredLedger next = Open();
        await killed.BeginRunAsync("killed");
        await next.BeginRunAsync("next");
        await killed.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "killed");
        LedgerOwner owner = LedgerOwner.New();
        System.IO.File.WriteAllText(OwnerFile.PathOf(File, owner), "");
        Sql($"INSERT INTO processes (instance, owner, since, beat_at) VALUES ('{owner.Instance}', '{owner}', now(), now())");
        Sql($"UPDATE runs SET owner = '{owner}' WHERE run = 'killed'");
        Sql($"UPDATE tasks SET owner = '{owner}'");

        LedgerClaim claim = await next.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "next");
        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (claim.Outcome, claim.Task.State));
    }

    [PostgresFact]
    public async Task A_lease_that_was_renewed_since_does_not_hide_that_a_row_or_a_task_was_taken_over()
    {
        await using StoredLedger frozen = Open();
        await using StoredLedger other = Open();
        LedgerClaim claim = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "frozen");
        SoraTask waited = await RecordedAsync(frozen, SoraTaskState.Queued, Row("b"));
        SoraTask kept = await RecordedAsync(frozen, SoraTaskState.Queued, Row("c"));
        await frozen.BeginRunAsync("frozen");
        LedgerHold hold = (await frozen.HoldAsync(waited.RequestId, "frozen", null)).Hold!;
        LedgerHold keptHold = (await frozen.HoldAsync(kept.RequestId, "frozen", null)).Hold!;
        Assert.NotNull(await frozen.ConfirmAsync(hold));

        Freeze(frozen);
        await other.BeginRunAsync("other");
        Assert.Equal(SoraTaskState.Unknown, (await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None, "other")).Task.State);
        Assert.NotNull((await other.HoldAsync(waited.RequestId, "other", null)).Hold);

        // The process wakes, and a heartbeat comes before anything is asked.
        await frozen.BeginRunAsync("heartbeat");
        Assert.False(await frozen.IsHeldAsync(claim));
        Assert.Null(await frozen.ConfirmAsync(hold));
        Assert.NotNull(await frozen.ConfirmAsync(keptHold));
        Assert.Null((await other.HoldAsync(kept.RequestId, "other", null)).Hold);
    }

    [PostgresFact]
    public async Task What_another_has_sent_by_force_is_left_to_it()
    {
        await using StoredLedger frozen = Open();
        await using StoredLedger other = Open();
        LedgerClaim claim = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Freeze(frozen);
        SoraTask forced = (await other.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)).Task;

        Assert.False(await frozen.IsHeldAsync(claim));
        LedgerClaim again = await frozen.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal((ClaimOutcome.BusyElsewhere, forced.RequestId), (again.Outcome, again.Task.RequestId));
    }

    [PostgresFact]
    public async Task A_run_that_is_frozen_between_claim_and_request_claims_anew_and_sends_once()
    {
        await using StoredLedger other = Open();
        bool isTaken = false;
        await using TestPipeline line = new(ledgers: new LedgerSource(_ => new ClaimWatch(Open(), async (ledger, row) =>
        {
            if (!isTaken)
            {
                isTaken = true;
                Freeze(ledger);
                await other.ClaimAsync(NewTask(), row, Resubmit.None);
            }
        })));

        PipelineResult result = await line.SubmitAsync("LinkModel", TestPipeline.Row(1) with { Batch = "spring" });

        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.True(isTaken);
        Assert.Equal(1, line.Emulator.Counters.Creates);
        Assert.Single(await other.ListAsync(new LedgerQuery()));
    }

    [PostgresFact]
    public async Task Without_an_answer_of_the_server_one_that_was_frozen_knows_nothing_and_one_that_was_not_goes_on()
    {
        using TcpProxy proxy = Ledger.Proxy(out string keywords);
        await using PostgresLedger ledger = PostgresLedger.Open(keywords, null, TimeSpan.FromMilliseconds(100), File);
        await ledger.BeginRunAsync("run");
        LedgerHold hold = (await ledger.HoldAsync("a", "run", null)).Hold!;
        LedgerHold stale = hold with { Lease = hold.Lease - 1 };
        proxy.Cut();

        ledger.AgeLease();
        Assert.Equal(hold, await ledger.ConfirmAsync(hold));
        await AssertUnknownAsync(() => ledger.ConfirmAsync(stale));
        ledger.ForgetLease();
        await AssertUnknownAsync(() => ledger.ConfirmAsync(hold));

        static async Task AssertUnknownAsync(Func<ValueTask<LedgerHold?>> confirm) => Assert.True(
            LedgerAwayException.IsCauseOf(await Assert.ThrowsAsync<SoraException>(async () => await confirm())));
    }

    // As after half a minute in which it could do nothing.
    private void Freeze(ILedger ledger)
    {
        Sql("UPDATE processes SET beat_at = beat_at - interval '31 seconds'");
        ((PostgresLedger)ledger).ForgetLease();
    }
}
