using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Copying;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Tasks that go from one ledger to another and back, of whichever kind.</summary>
public sealed class LedgerCopyTests : IDisposable
{
    private readonly TestLedger _file = new(isPostgres: false);
    private readonly TestLedger _database = new(isPostgres: true);

    [PostgresFact]
    public Task A_batch_goes_from_a_file_to_a_database_and_back() => GoAndReturnAsync(_file, _database);

    [PostgresFact]
    public Task A_batch_goes_from_a_database_to_a_file_and_back() => GoAndReturnAsync(_database, _file);

    [Fact]
    public async Task Rows_that_were_sent_again_and_rows_that_both_know_keep_one_holder()
    {
        using TestLedger other = new(isPostgres: false);
        await using StoredLedger from = _file.Open();
        await using StoredLedger to = other.Open();
        SoraTask first = await LedgerFixture.RecordedAsync(from, SoraTaskState.Failed, LedgerFixture.Row("a"));
        Assert.Equal(new SoraLedgerCopy(1, 0, 0, 0), await CopyAsync(from, to));

        SoraTask again = (await from.ClaimAsync(LedgerFixture.NewTask(), LedgerFixture.Row("a"), Resubmit.Failed)).Task;
        Assert.Equal(new SoraLedgerCopy(0, 0, 1, 1), await CopyAsync(from, to));
        again = again with { State = SoraTaskState.Queued, Id = "video_2" };
        await from.WriteAsync(new LedgerEntry(again, "Accepted."));
        SoraTask theirs = await LedgerFixture.RecordedAsync(to, SoraTaskState.Queued, LedgerFixture.Row("b"));
        await LedgerFixture.RecordedAsync(from, SoraTaskState.Queued, LedgerFixture.Row("b"));

        Assert.Equal(new SoraLedgerCopy(2, 0, 1, 0), await CopyAsync(from, to));
        Assert.Equal(again, (await to.FindRowAsync(LedgerFixture.Row("a")))?.Task);
        Assert.Equal(theirs, (await to.FindRowAsync(LedgerFixture.Row("b")))?.Task);
        Assert.Equal(4, (await to.ListAsync(new LedgerQuery())).Count);
        Assert.DoesNotContain(await to.ListAsync(new LedgerQuery { LatestAttempts = true }), task => task.RequestId == first.RequestId);
    }

    [Fact]
    public async Task An_id_an_end_and_a_file_that_only_the_other_ledger_knows_are_each_taken_over()
    {
        using TestLedger other = new(isPostgres: false);
        await using StoredLedger from = _file.Open();
        await using StoredLedger to = other.Open();
        SoraTask task = await LedgerFixture.RecordedAsync(
            from, SoraTaskState.Unknown, LedgerFixture.Row("a"), task => task with { Id = null });
        Assert.Equal(new SoraLedgerCopy(1, 0, 0, 0), await CopyAsync(from, to));
        SoraTask found = task with { Id = "video_1" };
        SoraTask ended = found with { State = SoraTaskState.Succeeded };
        LedgerEntry[] further =
        [
            new(found, "Found."),
            new(ended, "Ended."),
            new(ended, "Saved.") { File = new SavedFile("/videos/a.mp4", 1, "aa", "video/mp4") },
        ];
        foreach (LedgerEntry entry in further)
        {
            await from.WriteAsync(entry);
            Assert.Equal(new SoraLedgerCopy(0, 1, 0, 0), await CopyAsync(from, to));
            Assert.Equal(await from.FindRequestAsync(task.RequestId), await to.FindRequestAsync(task.RequestId));
            Assert.Equal((await from.HistoryAsync(task.RequestId))[^1].At, (await to.HistoryAsync(task.RequestId))[^1].At);
        }

        Assert.Equal((SoraTaskState.Succeeded, "/videos/a.mp4"), await StateAsync(to, task));
    }

    public void Dispose()
    {
        _file.Dispose();
        _database.Dispose();
    }

    private static async Task GoAndReturnAsync(TestLedger one, TestLedger two)
    {
        await using StoredLedger from = one.Open();
        await using StoredLedger to = two.Open();
        for (int row = 0; row < 450; row++)
        {
            await LedgerFixture.RecordedAsync(
                from, SoraTaskState.Queued, LedgerFixture.Row($"{row}"), task => task with { Name = $"{row}" });
        }

        IReadOnlyList<SoraTask> tasks = await from.ListAsync(new LedgerQuery());
        await from.BeginRunAsync("live");
        await from.HoldAsync(tasks[0].RequestId, "live", null);
        Assert.Equal(new SoraLedgerCopy(449, 0, 0, 1), await CopyAsync(from, to));
        await from.EndRunAsync("live");
        Assert.Equal(new SoraLedgerCopy(1, 0, 449, 0), await CopyAsync(from, to));
        Assert.Equal(tasks.OrderBy(task => task.Name), (await to.ListAsync(new LedgerQuery())).OrderBy(task => task.Name));
        Assert.Equal(await from.HistoryAsync(tasks[7].RequestId), await to.HistoryAsync(tasks[7].RequestId));

        // The work goes on there, and comes home.
        SoraTask saved = tasks[7] with { State = SoraTaskState.Succeeded };
        SavedFile file = new("/videos/7.mp4", 1, "aa", "video/mp4");
        await to.WriteAsync(new LedgerEntry(saved, "Saved.") { File = file });
        Assert.Equal(ClaimOutcome.Existing, (await to.ClaimAsync(
            LedgerFixture.NewTask(), LedgerFixture.Row("9"), Resubmit.None)).Outcome);
        Assert.Equal(new SoraLedgerCopy(0, 1, 449, 0), await CopyAsync(to, from));
        Assert.Equal((SoraTaskState.Succeeded, file.Path), await StateAsync(from, saved));
        Assert.Equal(file, await from.FindFileAsync(saved.RequestId));

        // What is older elsewhere changes nothing.
        Assert.Equal(new SoraLedgerCopy(0, 0, 450, 0), await CopyAsync(from, to));
        Assert.Equal((SoraTaskState.Succeeded, file.Path), await StateAsync(to, saved));
    }

    private static async Task<(SoraTaskState? State, string? Path)> StateAsync(StoredLedger ledger, SoraTask task)
    {
        SoraTask? found = await ledger.FindRequestAsync(task.RequestId);
        return (found?.State, found?.Path);
    }

    private static Task<SoraLedgerCopy> CopyAsync(StoredLedger from, StoredLedger to) => LedgerCopy.CopyAsync(from, to, _ => true);
}
