using System.Collections.Concurrent;
using SoraPS.Core;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Ledger;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>The same line several times at once, on one ledger: the runs divide the rows among themselves.</summary>
[Trait("Ledger", "Any")]
public sealed class SharedWorkTests : IAsyncDisposable
{
    private const int Rows = 60;
    private static readonly TimeSpan s_life = TimeSpan.FromMilliseconds(300);

    private readonly TestPipeline _pipeline = new(new EmulatorOptions { GenerationTime = s_life });

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Runs_of_one_process_share_the_rows_and_none_is_made_or_fetched_twice(int runs)
    {
        PipelineResult[] results = await Task.WhenAll(Enumerable.Range(0, runs).Select(_ => RunAsync(_pipeline.Client, Batch())))
            .WaitAsync(TestPipeline.Timeout);

        EmulatorCounters counters = _pipeline.Emulator.Counters;
        Assert.Equal((Rows, Rows, Rows), (counters.Creates, counters.TasksMade, counters.Downloads));
        Assert.All(results, result => result.AssertNoErrors());
        Assert.Equal(
            Batch().Select(row => row.Name).Order(),
            results.SelectMany(result => result.Videos).Select(video => video.Task.Name).Order());
        Assert.All(results, result => Assert.NotEmpty(result.Videos));
        Assert.All(
            results.SelectMany(result => result.Warnings), text => Assert.Contains("left to other runs", text, StringComparison.Ordinal));
        Assert.Equal("0", _pipeline.Ledger.Sql("SELECT count(*) FROM runs"));
    }

    [Fact]
    public async Task Who_comes_later_leaves_all_to_the_first_and_says_so_once()
    {
        SubmitOptions options = new() { Provider = "LinkModel", Run = _pipeline.Client.NewRun() };
        await using SubmitStage first = _pipeline.Client.Submit(options);
        PipelineResult submitted = await TestPipeline.SubmitAsync(first, [.. Batch()]);

        // The first has not ended: what it has emitted is still its own, as a line's next stage would find it.
        PipelineResult later = await RunAsync(_pipeline.Client, Batch()).WaitAsync(TestPipeline.Timeout);
        Assert.Empty(later.AssertNoErrors().Submitted);
        Assert.Equal(
            $"{Rows} rows were left to other runs that are working on them: this process. If one of them ends early, "
            + "run the same command again.",
            Assert.Single(later.Warnings));

        await first.DisposeAsync();
        PipelineResult again = await RunAsync(_pipeline.Client, Batch()).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(Rows, again.AssertNoErrors().Videos.Count);
        Assert.Equal(Rows, _pipeline.Emulator.Counters.Creates);
        Assert.Equal(Rows, submitted.Submitted.Count);
    }

    [Fact]
    public async Task Rows_of_others_are_passed_without_a_claim_for_each()
    {
        const int throttle = 4;
        await using SubmitStage first = _pipeline.Client.Submit(new() { Provider = "LinkModel", Run = _pipeline.Client.NewRun() });
        await TestPipeline.SubmitAsync(first, [.. Batch()]);

        int claims = 0;
        await using TestPipeline other = new(TestPipeline.Done, ledgers: new LedgerSource(
            _ => new CountingLedger(_pipeline.Ledger.Open(), () => Interlocked.Increment(ref claims))));
        await using SubmitStage later = other.Client.Submit(new() { Provider = "LinkModel", Throttle = throttle });
        Assert.Empty((await TestPipeline.SubmitAsync(later, [.. Batch()])).AssertNoErrors().Submitted);
        Assert.Equal((Rows, true), (later.Progress.Held, claims is > 0 and <= throttle));
    }

    [Fact]
    public async Task A_row_that_another_run_takes_is_passed_while_no_request_may_be_sent()
    {
        IdempotencyKeys keys = new();
        VideoRequest[] rows = [.. Batch().Take(5)];
        IdempotencyKey[] known = [.. rows.Select(row => keys.Of("spring", row))];
        await using ILedger other = _pipeline.Ledger.Open();
        await other.BeginRunAsync("other");
        await other.ClaimAsync(LedgerFixture.NewTask(), known[0], Resubmit.None, "other");
        TaskCompletionSource mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentBag<string> claimed = [];
        async Task WaitAsync(string key)
        {
            if (key != known[0].Key)
            {
                claimed.Add(key);
                await mayGoOn.Task;
            }
        }

        await using TestPipeline line = new(TestPipeline.Done, ledgers: new LedgerSource(
            _ => new ClaimWatch(_pipeline.Ledger.Open(), (_, row) => WaitAsync(row!.Key))));
        await using SubmitStage stage = line.Client.Submit(new() { Provider = "LinkModel", Throttle = 2 });
        PipelineResult result = new();
        Task running = stage.DrainAsync(happened => result.Note(happened, result.Submitted.Add), CancellationToken.None);
        await stage.PostAsync(rows[0], CancellationToken.None);
        await Eventually.TrueAsync(() => stage.Progress.Held == 1, "it is known that another run takes rows");
        await stage.FeedAsync(rows[1..].ToAsyncEnumerable(), CancellationToken.None);
        try
        {
            await Eventually.TrueAsync(() => claimed.Count == 2, "both requests are about to be sent");
            IdempotencyKey waiting = known.Skip(1).First(row => !claimed.Contains(row.Key));
            Assert.Equal(ClaimOutcome.New, (await other.ClaimAsync(LedgerFixture.NewTask(), waiting, Resubmit.None, "other")).Outcome);
            await Eventually.TrueAsync(() => stage.Progress.Held == 2, "the row is left to the other run");
        }
        finally
        {
            mayGoOn.SetResult();
        }

        await running.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(3, result.AssertNoErrors().Submitted.Count);
        Assert.Equal(3, claimed.Count);
    }

    [Fact]
    public async Task A_row_that_another_run_takes_right_before_its_turn_is_looked_for_once_more_and_not_claimed()
    {
        IdempotencyKeys keys = new();
        VideoRequest[] rows = [.. Batch().Take(4)];
        IdempotencyKey[] known = [.. rows.Select(row => keys.Of("spring", row))];
        await using ILedger other = _pipeline.Ledger.Open();
        await other.BeginRunAsync("other");
        Task TakeAsync(IdempotencyKey row) => other.ClaimAsync(LedgerFixture.NewTask(), row, Resubmit.None, "other");
        await TakeAsync(known[0]);
        TaskCompletionSource mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PipelineResult result = new();
        ConcurrentBag<string> claimed = [];
        string? taken = null;

        // Two rows have the slots. At the end of a look at the third, the other run takes it, and then a slot is free.
        async Task LookedAsync(string key)
        {
            if (claimed.Count == 2 && Interlocked.CompareExchange(ref taken, key, null) is null)
            {
                await TakeAsync(known.Single(row => row.Key == key));
                mayGoOn.SetResult();
                await Eventually.TrueAsync(() => result.Submitted.Count == 2, "both requests were answered");
            }
        }

        async Task ClaimingAsync(string key)
        {
            if (key != known[0].Key)
            {
                claimed.Add(key);
                await mayGoOn.Task.WaitAsync(TestPipeline.Timeout);
            }
        }

        await using TestPipeline line = new(TestPipeline.Done, ledgers: new LedgerSource(
            _ => new LookLedger(_pipeline.Ledger.Open(), LookedAsync, ClaimingAsync)));
        await using SubmitStage stage = line.Client.Submit(new() { Provider = "LinkModel", Throttle = 2 });
        Task drained = stage.DrainAsync(happened => result.Note(happened, result.Submitted.Add), CancellationToken.None);
        await stage.PostAsync(rows[0], CancellationToken.None);
        await Eventually.TrueAsync(() => stage.Progress.Held == 1, "it is known that another run takes rows");
        await stage.FeedAsync(rows[1..].ToAsyncEnumerable(), CancellationToken.None);
        await drained.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(2, stage.Progress.Held);
        Assert.Equal(2, result.AssertNoErrors().Submitted.Count);
        Assert.DoesNotContain(taken, claimed);
    }

    [Fact]
    public async Task Tasks_that_another_run_waits_for_are_left_to_it_and_those_it_has_handed_on_are_not()
    {
        SoraClient client = _pipeline.Client;
        SoraTask task = Assert.Single((await _pipeline.SubmitAsync("LinkModel", TestPipeline.Row(1) with { Batch = "spring" })).Submitted);
        await using WaitStage first = client.Wait(new WaitOptions { Run = client.NewRun(), PollInterval = TimeSpan.FromDays(1) });
        first.TryPost(task);
        await Eventually.TrueAsync(() => _pipeline.Ledger.Sql("SELECT count(*) FROM tasks WHERE epoch > 1") == "1", "the hold");

        PipelineResult left = await _pipeline.WaitAsync(new WaitOptions { Run = client.NewRun() }, task);
        Assert.Empty(left.AssertNoErrors().Ended);
        Assert.Contains("1 task was left", Assert.Single(left.Warnings), StringComparison.Ordinal);

        // It was stopped, but has not ended.
        first.Stop();
        PipelineResult taken = await _pipeline.WaitAsync(new WaitOptions { Run = client.NewRun() }, task);
        Assert.Single(taken.AssertNoErrors().Ended);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private static VideoRequest[] Batch() => [.. TestPipeline.Rows(Rows).Select(row => row with { Batch = "spring" })];

    private async Task<PipelineResult> RunAsync(SoraClient client, VideoRequest[] rows)
    {
        LedgerRun run = client.NewRun();
        PipelineResult result = new();
        await using SubmitStage submit = client.Submit(new SubmitOptions { Provider = "LinkModel", Run = run, Throttle = 4 });
        await using WaitStage wait = client.Wait(new WaitOptions { Run = run });
        await using SaveStage save = client.Save(new SaveOptions { Folder = _pipeline.Folder.Path, Run = run });
        await Task.WhenAll(
            submit.FeedAsync(rows.ToAsyncEnumerable(), CancellationToken.None),
            submit.PipeAsync(wait, e => result.Note(e, result.Submitted.Add), CancellationToken.None),
            wait.PipeAsync(save, e => result.Note(e, result.Ended.Add), CancellationToken.None),
            save.DrainAsync(e => result.Note(e, result.Videos.Add), CancellationToken.None));
        return result;
    }

    private sealed class LookLedger(ILedger inner, Func<string, Task> looked, Func<string, Task> claiming)
        : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        public override async Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null)
        {
            LedgerClaim? found = await base.FindRowAsync(row, run);
            await looked(row.Key);
            return found;
        }

        public override async Task<LedgerClaim> ClaimAsync(
            SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
        {
            await claiming(row!.Key);
            return await base.ClaimAsync(task, row, resubmit, run, limits);
        }
    }

    private sealed class CountingLedger(ILedger inner, Action claims) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        public override Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
        {
            claims();
            return base.ClaimAsync(task, row, resubmit, run, limits);
        }
    }
}
