using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

[Trait("Ledger", "Any")]
public class RecoveryTests : LedgerFixture
{
    [Fact]
    public async Task A_row_of_a_dead_process_is_unknown_and_not_sent_again_by_itself()
    {
        await using StoredLedger ledger = Open();
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        KillOwners();

        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);

        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (again.Outcome, again.Task.State));
        Assert.Equal(claim.Task.RequestId, again.Task.RequestId);
        Assert.Equal(SoraErrorKind.SubmissionUnknown, again.Task.Error?.Kind);
    }

    [Fact]
    public async Task Opening_finds_what_a_dead_process_left()
    {
        await using StoredLedger crashed = Open();
        LedgerClaim claim = await crashed.ClaimAsync(NewTask(), null, Resubmit.None);
        KillOwners();

        await using StoredLedger ledger = Open();

        Assert.Equal(SoraTaskState.Unknown, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
        Assert.Equal(2, (await ledger.HistoryAsync(claim.Task.RequestId)).Count);
    }

    [Fact]
    public async Task Opening_leaves_alone_what_a_live_process_submits()
    {
        await using StoredLedger busy = Open();
        LedgerClaim claim = await busy.ClaimAsync(NewTask(), Row("a"), Resubmit.None);

        await using StoredLedger ledger = Open();
        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown);

        Assert.Equal(ClaimOutcome.BusyElsewhere, again.Outcome);
        Assert.Equal(SoraTaskState.Submitting, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
    }

    [Fact]
    public async Task Closing_gives_up_what_was_never_answered()
    {
        StoredLedger ended = Open();
        LedgerClaim claim = await ended.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        await ended.DisposeAsync();

        await using StoredLedger ledger = Open();

        Assert.Equal(SoraTaskState.Unknown, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
    }

    [Fact]
    public async Task Of_two_ledgers_in_a_process_each_gives_up_its_own()
    {
        StoredLedger ended = Open();
        await using StoredLedger busy = Open();
        LedgerClaim lost = await ended.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        LedgerClaim kept = await busy.ClaimAsync(NewTask(), Row("b"), Resubmit.None);
        await ended.DisposeAsync();

        Assert.Equal(SoraTaskState.Unknown, (await busy.FindRequestAsync(lost.Task.RequestId))?.State);
        Assert.Equal(SoraTaskState.Submitting, (await busy.FindRequestAsync(kept.Task.RequestId))?.State);
    }

    [Fact]
    public async Task A_claim_tells_who_holds_the_row()
    {
        await using StoredLedger ledger = Open();
        await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);

        Assert.Equal("this process", (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).HeldBy);
        await using StoredLedger other = Open();
        Assert.Equal("this process", (await other.FindRowAsync(Row("a")))?.HeldBy);
        KillOwners();
        Assert.Equal($"process {int.MaxValue} on {Environment.MachineName}", (await other.FindRowAsync(Row("a")))?.HeldBy);
    }
}
