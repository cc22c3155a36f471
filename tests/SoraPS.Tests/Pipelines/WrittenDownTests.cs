using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What is in the ledger at each moment of a submission, and what a ledger that fails then leads to.</summary>
[Trait("Ledger", "Any")]
public sealed class WrittenDownTests
{
    private static readonly VideoRequest s_row = TestPipeline.Row(1) with { Batch = "spring" };

    [Fact]
    public async Task A_row_is_written_down_before_its_request_leaves()
    {
        IReadOnlyList<SoraTask> known = [];
        await using TestPipeline pipeline = new();
        await using RawServer server = new(async request =>
        {
            known = await ListAsync(pipeline);
            await request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray());
        });
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        (await pipeline.SubmitAsync("OpenAI", s_row)).AssertNoErrors();
        Assert.Equal((SoraTaskState.Submitting, (string?)null), (known.Single().State, known.Single().Id));
    }

    [Fact]
    public async Task An_accepted_task_is_written_down_before_it_is_told()
    {
        TaskCompletionSource reached = new();
        TaskCompletionSource go = new();
        await using TestPipeline pipeline = With(async _ =>
        {
            reached.TrySetResult();
            await go.Task;
        });
        PipelineResult result = new();
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        Task listening = submit.DrainAsync(
            happened => result.Note(happened, result.Submitted.Add), CancellationToken.None);
        submit.TryPost(s_row);
        submit.Complete();
        await reached.Task.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(1, pipeline.Emulator.Counters.TasksMade);
        Assert.Empty(result.Submitted);

        go.SetResult();
        await listening.WaitAsync(TestPipeline.Timeout);
        SoraTask known = Assert.Single(await ListAsync(pipeline));
        Assert.Equal(Assert.Single(result.Submitted).Id, known.Id);
        Assert.Equal(SoraTaskState.Running, known.State);
    }

    [Fact]
    public async Task A_task_that_cannot_be_written_down_is_told_with_its_id_and_not_lost()
    {
        await using TestPipeline pipeline = With(entry => entry.Task.Id is null
            ? Task.CompletedTask
            : Task.FromException(new SoraException(SoraErrorKind.WriteFailed, "The disk is full.")));
        PipelineResult result = await pipeline.SubmitAsync("LinkModel", s_row);
        SoraException error = result.Error(SoraErrorKind.WriteFailed);
        SoraTask task = Assert.IsType<SoraTask>(result.Errors[0].Target);
        Assert.Equal(pipeline.Emulator.Tasks.Single().Id, task.Id);
        Assert.Contains(task.Id!, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Wait-SoraTask -Id '{task.Id}'", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Same(task, Assert.Single(result.Submitted));

        PipelineResult again = await pipeline.SubmitAsync("LinkModel", s_row);
        again.Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
        Assert.Single((await pipeline.WaitAsync(new WaitOptions(), task)).Ended);
    }

    [Fact]
    public async Task A_task_in_doubt_is_waited_for_although_it_could_not_be_written_down()
    {
        await using TestPipeline pipeline = With(entry => entry.Task.Id is null
            ? Task.CompletedTask
            : Task.FromException(new SoraException(SoraErrorKind.WriteFailed, "The disk is full.")));
        await using RawServer server = RawServer.OfJson((_, _) => (502, """{"id":"task-1","error":{"message":"Bad gateway"}}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", s_row);

        Assert.Equal("task-1", Assert.Single(result.Submitted).Id);
        Assert.Equal(
            [SoraErrorKind.SubmissionUnknown, SoraErrorKind.WriteFailed],
            result.Errors.Select(failed => Assert.IsType<SoraException>(failed.Error).Kind));
    }

    [Fact]
    public async Task A_row_that_was_stopped_before_it_was_sent_leaves_nothing()
    {
        await using TestPipeline pipeline = new(new()
        {
            Faults = [Fault(EmulatorFaultKind.RateLimited) with { RetryAfter = TimeSpan.FromMinutes(5) }],
        });
        await using (SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" }))
        {
            submit.TryPost(s_row);
            await Eventually.TrueAsync(() => pipeline.Emulator.Counters.FaultsInjected == 1, "the refusal");
        }

        Assert.Empty(await ListAsync(pipeline));
    }

    [Fact]
    public async Task A_row_that_was_stopped_on_its_way_is_unknown()
    {
        ManualTimeProvider clock = new();
        EmulatorFault slow = Fault(EmulatorFaultKind.Slow) with { Delay = TimeSpan.FromDays(1) };
        await using TestPipeline pipeline = new(new() { Faults = [slow] }, clock);
        SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        submit.TryPost(s_row);
        await Eventually.TrueAsync(() => pipeline.Emulator.Counters.Creates == 1, "the request");
        Task ended = submit.DisposeAsync().AsTask();
        clock.Advance(TimeSpan.FromMinutes(1));
        await ended.WaitAsync(TestPipeline.Timeout);

        Assert.Equal(SoraTaskState.Unknown, Assert.Single(await ListAsync(pipeline)).State);
        (await pipeline.SubmitAsync("LinkModel", s_row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_task_was_made_when_its_gateway_took_it_and_not_when_it_was_claimed()
    {
        ManualTimeProvider clock = new();
        await using TestPipeline pipeline = new(time: clock);
        await using RawServer server = new(async request =>
        {
            clock.Advance(TimeSpan.FromSeconds(50));
            await request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray());
        });
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        DateTimeOffset claimed = clock.GetUtcNow();

        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", s_row)).AssertNoErrors().Submitted);

        Assert.Equal(claimed.AddSeconds(50), task.CreatedAt);
        Assert.Equal(task.CreatedAt, Assert.Single(await ListAsync(pipeline)).CreatedAt);
    }

    [Fact]
    public async Task A_ledger_that_fails_while_waiting_and_saving_is_one_warning_each()
    {
        await using TestPipeline pipeline = With(entry => entry.Happened.StartsWith("Accepted", StringComparison.Ordinal)
            ? Task.CompletedTask
            : Task.FromException(new SoraException(SoraErrorKind.WriteFailed, "The disk is full.")));
        PipelineResult result = await pipeline.RunAsync("LinkModel", TestPipeline.Rows(5));
        Assert.Equal(5, result.AssertNoErrors().Videos.Count);
        Assert.Equal(2, result.Warnings.Count);
        Assert.All(result.Warnings, text => Assert.Contains("The disk is full.", text, StringComparison.Ordinal));
    }

    private static EmulatorFault Fault(EmulatorFaultKind kind) => new() { Kind = kind, On = EmulatorOperation.Create };

    private static TestPipeline With(Func<LedgerEntry, Task> writing)
    {
        TestPipeline? pipeline = null;
        LedgerSource source = new(_ => new WatchedLedger(pipeline!.Ledger.Open(), writing));
        pipeline = new TestPipeline(ledgers: source);
        return pipeline;
    }

    private static async Task<IReadOnlyList<SoraTask>> ListAsync(TestPipeline pipeline)
    {
        await using StoredLedger ledger = pipeline.Ledger.Open();
        return await ledger.ListAsync(new LedgerQuery());
    }
}
