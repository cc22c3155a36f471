using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

[Trait("Ledger", "Any")]
public class GroupCommitTests : LedgerFixture
{
    [Fact]
    public async Task Callers_that_write_at_once_share_transactions()
    {
        await using StoredLedger ledger = Open();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(
            row => ledger.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None)));

        Assert.InRange(ledger.Transactions, 1, 400);
        Assert.Equal(500, (await ledger.ListAsync(new LedgerQuery())).Count);
    }

    [Fact]
    public async Task What_comes_while_another_program_holds_the_ledger_shares_the_transaction()
    {
        await using StoredLedger ledger = Open();
        Task<LedgerClaim> first;
        Task<LedgerClaim>[] later;
        using (LedgerDatabase holder = Ledger.Hold())
        {
            first = ledger.ClaimAsync(NewTask(), null, Resubmit.None);
            SpinWait.SpinUntil(() => ledger.Transactions == 1);
            later = [.. Enumerable.Range(0, 5).Select(_ => ledger.ClaimAsync(NewTask(), null, Resubmit.None))];
            holder.Rollback();
        }

        await Task.WhenAll([first, .. later]);
        Assert.Equal(1, ledger.Transactions);
    }

    [Fact]
    public async Task What_one_caller_does_next_holds_up_no_other()
    {
        await using StoredLedger ledger = Open();
        using ManualResetEventSlim isOtherDone = new();
        Task<LedgerClaim> early;
        Task<bool> first;
        Task other;
        using (LedgerDatabase holder = Ledger.Hold())
        {
            // While another program holds it, the two come to wait for the same transaction.
            early = ledger.ClaimAsync(NewTask(), null, Resubmit.None);
            SpinWait.SpinUntil(() => ledger.Transactions == 1);
            first = ThenAsync(() => isOtherDone.Wait(TimeSpan.FromSeconds(10)));
            other = ThenAsync(() =>
            {
                isOtherDone.Set();
                return true;
            });
            holder.Rollback();
        }

        Assert.True(await first, "The other one was held up.");
        await Task.WhenAll(early, other);

        async Task<bool> ThenAsync(Func<bool> next)
        {
            await ledger.ClaimAsync(NewTask(), null, Resubmit.None).ConfigureAwait(false);
            return next();
        }
    }

    [Fact]
    public async Task One_that_fails_does_not_fail_the_others()
    {
        await using StoredLedger ledger = Open();
        SoraTask known = (await ledger.ClaimAsync(NewTask(), null, Resubmit.None)).Task;

        Task<LedgerClaim>[] claims = [.. Enumerable.Range(0, 50).Select(
            row => ledger.ClaimAsync(row == 25 ? known : NewTask(), null, Resubmit.None))];

        await Assert.ThrowsAsync<SoraException>(() => claims[25]);
        await Task.WhenAll(claims.Where(claim => claim != claims[25]));
        Assert.Equal(50, (await ledger.ListAsync(new LedgerQuery())).Count);
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_then_refuses()
    {
        StoredLedger ledger = Open();
        Task<LedgerClaim>[] claims =
            [.. Enumerable.Range(0, 100).Select(_ => ledger.ClaimAsync(NewTask(), null, Resubmit.None))];
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();

        await Task.WhenAll(claims);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.ClaimAsync(NewTask(), null, Resubmit.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.ListAsync(new LedgerQuery()));
        await using StoredLedger again = Open();
        Assert.Equal(100, (await again.ListAsync(new LedgerQuery())).Count);
    }

    [Fact]
    public async Task Writers_and_readers_at_once_leave_a_sound_file()
    {
        await using StoredLedger one = Open();
        await using StoredLedger two = Open();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            StoredLedger ledger = caller % 2 == 0 ? one : two;
            for (int row = 0; row < 25; row++)
            {
                SoraTask task = await RecordedAsync(ledger, SoraTaskState.Queued, Row($"{caller}-{row}"));
                Assert.Equal(task, await ledger.FindRequestAsync(task.RequestId));
                await ledger.ListAsync(new LedgerQuery { Batch = "spring", Unfinished = true });
            }
        })));

        Assert.Equal(200, (await one.ListAsync(new LedgerQuery())).Count);
        Ledger.AssertSound();
    }
}
