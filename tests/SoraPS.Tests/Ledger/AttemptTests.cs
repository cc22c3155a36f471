using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Ledger;

/// <summary>A row that was sent several times is listed once.</summary>
[Trait("Ledger", "Any")]
public class AttemptTests : LedgerFixture
{
    private static readonly LedgerQuery s_latest = new() { LatestAttempts = true };

    [Fact]
    public async Task A_refused_attempt_gives_way_to_the_next_one()
    {
        await using StoredLedger ledger = Open();
        SoraTask first = await RefusedAsync(ledger, Row("a"));
        Assert.Equal([first.RequestId], await IdsAsync(ledger, s_latest));
        SoraTask second = await RefusedAsync(ledger, Row("a"));
        Assert.Equal([second.RequestId], await IdsAsync(ledger, s_latest));
        SoraTask made = await RecordedAsync(ledger, SoraTaskState.Queued, Row("a"));
        Assert.Equal([made.RequestId], await IdsAsync(ledger, s_latest));
        Assert.Equal([first.RequestId, second.RequestId, made.RequestId], await IdsAsync(ledger, new LedgerQuery()));
    }

    [Fact]
    public async Task Other_rows_and_other_batches_are_not_attempts_of_it()
    {
        await using StoredLedger ledger = Open();
        SoraTask[] refused =
        [
            await RefusedAsync(ledger, Row("a")),
            await RefusedAsync(ledger, Row("b")),
            await RefusedAsync(ledger, Row("a", batch: "summer")),
            await RefusedAsync(ledger, null),
            await RefusedAsync(ledger, null),
        ];
        Assert.Equal(refused.Select(task => task.RequestId), await IdsAsync(ledger, s_latest));
    }

    [Fact]
    public async Task A_failed_task_gives_way_to_the_one_that_was_sent_for_it()
    {
        await using StoredLedger ledger = Open();
        SoraTask failed = await RecordedAsync(ledger, SoraTaskState.Failed, Row("a"));
        SoraTask again = NewTask();
        await ledger.ClaimAsync(again, Row("a"), Resubmit.Failed);
        Assert.Equal([again.RequestId], await IdsAsync(ledger, s_latest));

        // A refusal gives the row back to the task before it, which may have been paid for.
        await ledger.WriteAsync(new LedgerEntry(again with { State = SoraTaskState.Failed }, "Refused.") { ReleasesRow = true });
        Assert.Equal([failed.RequestId], await IdsAsync(ledger, s_latest));
    }

    private static async Task<SoraTask> RefusedAsync(StoredLedger ledger, IdempotencyKey? row)
    {
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), row, Resubmit.None);
        SoraTask task = claim.Task with { State = SoraTaskState.Failed };
        await ledger.WriteAsync(new LedgerEntry(task, "Refused.") { ReleasesRow = true });
        return task;
    }

    private static async Task<IEnumerable<string>> IdsAsync(StoredLedger ledger, LedgerQuery query) =>
        (await ledger.ListAsync(query)).Select(task => task.RequestId);
}
