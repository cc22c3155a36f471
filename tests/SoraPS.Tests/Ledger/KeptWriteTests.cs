using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>What the ledger cannot take is kept until it can: ids of paid tasks are never thrown away.</summary>
[Trait("Ledger", "Any")]
public sealed class KeptWriteTests : KeptWriteFixture
{
    [Fact]
    public async Task It_is_written_after_the_next_write_that_succeeds()
    {
        await using StoredLedger ledger = Open();
        SoraTask made = await FailToWriteAsync(ledger);
        Assert.NotEqual(0, new FileInfo(Assert.Single(KeptFiles)).Length);
        await ledger.ClaimAsync(NewTask(), Row("b"), Resubmit.None);

        await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length == 0, "nothing kept any more");
        Assert.Equal(made, await ledger.FindRequestAsync(made.RequestId));
        Assert.Equal(
            (ClaimOutcome.Existing, made.Id), Seen(await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)));
    }

    [Fact]
    public async Task It_is_written_at_the_latest_when_the_ledger_is_closed()
    {
        StoredLedger ledger = Open();
        SoraTask made = await FailToWriteAsync(ledger);
        await ledger.DisposeAsync();

        Assert.Empty(KeptFiles);
        Assert.Equal(made.Id, Sql($"SELECT id FROM tasks WHERE state = 'Queued' AND request_id = '{made.RequestId}'"));
    }

    [Fact]
    public async Task It_is_kept_while_others_hold_the_ledger_since_the_process_may_be_killed_meanwhile()
    {
        await using StoredLedger ledger = Open();
        SoraTask made = await ClaimedAsync(ledger);
        Task writing;
        using (LedgerDatabase holder = Hold())
        {
            writing = ledger.WriteAsync(Accepted(made));
            await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length > 0, "it is kept");
            Assert.False(writing.IsCompleted);
        }

        await writing;
        await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length == 0, "nothing kept any more");
        Assert.Equal(2, (await ledger.HistoryAsync(made.RequestId)).Count);
    }

    [Fact]
    public async Task A_row_that_was_not_sent_after_all_is_forgotten_as_well()
    {
        StoredLedger ledger = OpenImpatient();
        SoraTask task = await ClaimedAsync(ledger);
        using (LedgerDatabase holder = Hold())
        {
            await Assert.ThrowsAsync<SoraException>(() => ledger.RemoveAsync(task.RequestId));
            await ledger.DisposeAsync();
        }

        await using StoredLedger next = Open();
        Assert.Null(await next.FindRequestAsync(task.RequestId));
    }

    [Trait("Only", "File")]
    [Fact]
    public async Task What_a_closed_ledger_could_not_give_up_is_lost_and_not_waited_for()
    {
        await using StoredLedger other = Open();
        StoredLedger ledger = OpenImpatient();
        await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        using (LedgerDatabase holder = Hold())
        {
            await ledger.DisposeAsync();
        }

        LedgerClaim claim = await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (claim.Outcome, claim.Task.State));
    }

    private async Task<SoraTask> FailToWriteAsync(StoredLedger ledger)
    {
        SoraTask made = await ClaimedAsync(ledger);
        Sql("ALTER TABLE history RENAME TO elsewhere");
        await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
        Sql("ALTER TABLE elsewhere RENAME TO history");
        return made;
    }
}
