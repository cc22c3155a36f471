using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Core.Submission;
using SoraPS.Postgres;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>A server that is away for a while.</summary>
public sealed class PostgresAwayTests() : LedgerFixture(isPostgres: true)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);
    private static readonly VideoRequest[] s_rows = [.. TestPipeline.Rows(6).Select(row => row with { Batch = "spring" })];

    [PostgresFact]
    public async Task Submitting_pauses_and_what_was_paid_for_is_written_when_it_is_back()
    {
        using TcpProxy proxy = Ledger.Proxy(out string keywords);
        int asked = 0;
        ILedger Open(string? place) => new AskedLedger(
            ClaimsThenCut(proxy, keywords, 3), () => Interlocked.Increment(ref asked));
        await using TestPipeline line = new(ledgers: new LedgerSource(Open));

        Task<PipelineResult> running = line.SubmitAsync(new SubmitOptions { Provider = "LinkModel", Throttle = 1 }, s_rows);
        await Eventually.TrueAsync(
            () => Directory.GetFiles(Folder, "ledger.db.lock-*").Any(file => new FileInfo(file).Length > 0), "ids are kept on the disk");
        await Eventually.TrueAsync(() => asked >= 5, "the server is asked again and again");
        int whileAway = line.Emulator.Counters.Creates;
        proxy.Restore();
        PipelineResult result = await running;

        Assert.Equal(3, whileAway);
        Assert.Equal(6, line.Emulator.Counters.Creates);
        Assert.Equal(6, result.AssertNoErrors().Submitted.Count);
        AssertWarned(result, "Nothing is submitted until the ledger is back.");
        await using StoredLedger ledger = Ledger.Open();
        IReadOnlyList<SoraTask> tasks = await ledger.ListAsync(new LedgerQuery());
        Assert.Equal(6, tasks.Count);
        Assert.Equal(result.Submitted.Select(task => task.Id).Order(), tasks.Select(task => task.Id).Order());
    }

    [PostgresFact]
    public async Task Waiting_and_saving_go_on_without_it()
    {
        using TcpProxy proxy = Ledger.Proxy(out string keywords);
        ILedger Open(string? place) => ClaimsThenCut(proxy, keywords, s_rows.Length);
        await using TestPipeline line = new(ledgers: new LedgerSource(Open));

        PipelineResult result = await line.RunAsync("LinkModel", s_rows);

        Assert.Equal(6, result.AssertNoErrors().Videos.Count);
        AssertWarned(result, "Waiting and saving go on without the ledger.");
        await using StoredLedger next = Ledger.Open();
        IReadOnlyList<SoraTask> tasks = await next.ListAsync(new LedgerQuery());
        Assert.Equal(6, tasks.Count);
        Assert.All(tasks, task => Assert.True(System.IO.File.Exists(task.Path), $"{task.Name} is {task.State}"));
    }

    [PostgresFact]
    public async Task A_run_that_ends_meanwhile_leaves_what_it_knows_to_the_next()
    {
        SoraTask made;
        using (TcpProxy proxy = Ledger.Proxy(out string keywords))
        {
            await using PostgresLedger ledger = PostgresLedger.Open(keywords, null, s_patience, File);
            made = (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task with { State = SoraTaskState.Queued, Id = "video_1" };
            proxy.Cut();
            SoraException error = await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(new LedgerEntry(made, "Accepted.")));
            Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
            Assert.Contains("It is kept in", error.Message, StringComparison.Ordinal);
        }

        await using StoredLedger next = Ledger.Open();
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
        Assert.Equal(ClaimOutcome.Existing, (await next.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)).Outcome);
    }

    private static void AssertWarned(PipelineResult result, string words) =>
        Assert.Contains(result.Warnings, text => text.StartsWith(words, StringComparison.Ordinal));

    // Cuts the way to the server as soon as so many rows are claimed.
    private ClaimWatch ClaimsThenCut(TcpProxy proxy, string keywords, int count)
    {
        int claims = 0;
        return new ClaimWatch(PostgresLedger.Open(keywords, null, s_patience, File), (_, _) =>
        {
            if (Interlocked.Increment(ref claims) == count)
            {
                proxy.Cut();
            }

            return Task.CompletedTask;
        });
    }

    private sealed class AskedLedger(ILedger inner, Action asked) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        public override Task<LedgerClaim> ClaimAsync(
            SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
        {
            asked();
            return base.ClaimAsync(task, row, resubmit, run, limits);
        }
    }
}
