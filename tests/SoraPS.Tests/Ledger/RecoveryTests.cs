using SoraPS.Core.Ledger;

namespace SoraPS.Tests.Ledger;

public class RecoveryTests : LedgerFixture
{
    [Fact]
    public async Task A_row_of_a_dead_process_is_unknown_and_not_sent_again_by_itself()
    {
        await using SqliteLedger ledger = Open();
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
        await using SqliteLedger crashed = Open();
        LedgerClaim claim = await crashed.ClaimAsync(NewTask(), null, Resubmit.None);
        KillOwners();

        await using SqliteLedger ledger = Open();

        Assert.Equal(SoraTaskState.Unknown, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
        Assert.Equal(2, (await ledger.HistoryAsync(claim.Task.RequestId)).Count);
    }

    [Fact]
    public async Task Opening_leaves_alone_what_a_live_process_submits()
    {
        await using SqliteLedger busy = Open();
        LedgerClaim claim = await busy.ClaimAsync(NewTask(), Row("a"), Resubmit.None);

        await using SqliteLedger ledger = Open();
        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown);

        Assert.Equal(ClaimOutcome.BusyElsewhere, again.Outcome);
        Assert.Equal(SoraTaskState.Submitting, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
    }

    [Fact]
    public async Task Closing_gives_up_what_was_never_answered()
    {
        SqliteLedger ended = Open();
        LedgerClaim claim = await ended.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        await ended.DisposeAsync();

        await using SqliteLedger ledger = Open();

        Assert.Equal(SoraTaskState.Unknown, (await ledger.FindRequestAsync(claim.Task.RequestId))?.State);
    }

    [Fact]
    public void An_owner_is_read_back_and_alive_whatever_the_clock_says()
    {
        LedgerOwner owner = LedgerOwner.New();

        Assert.Equal(owner, LedgerOwner.Parse(owner.ToString()));
        Assert.True(owner.IsAlive(TimeSpan.FromDays(-400)));
        Assert.True((owner with { Started = owner.Started + 500 }).IsAlive(TimeSpan.FromDays(400)));
        Assert.Null(LedgerOwner.Parse("something else"));
    }

    [Fact]
    public void An_owner_is_dead_when_another_process_has_its_number() =>
        Assert.False((LedgerOwner.New() with { Started = 5 }).IsAlive(TimeSpan.Zero));

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(60, false)]
    [InlineData(-60, false)]
    public void An_owner_on_another_machine_is_alive_for_a_while(int minutes, bool isAlive) =>
        Assert.Equal(
            isAlive, (LedgerOwner.New() with { Machine = "elsewhere" }).IsAlive(TimeSpan.FromMinutes(minutes)));
}
