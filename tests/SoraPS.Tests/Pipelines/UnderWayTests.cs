using System.Text;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What is under way at the gateway when a run is stopped is paid for: its answer is taken in, and nothing more is sent.</summary>
[Trait("Ledger", "Any")]
public sealed class UnderWayTests : IAsyncDisposable
{
    private readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualTimeProvider _clock = new();
    private readonly RawServer _server;
    private readonly TestPipeline _pipeline;

    public UnderWayTests()
    {
        _server = new RawServer(async request =>
        {
            string? answer = await _answer.Task;
            await (answer is null
                ? request.SendAsync(429, "application/json", """{"error":{"message":"Slow down"}}"""u8.ToArray())
                : request.SendAsync(200, "application/json", Encoding.UTF8.GetBytes(answer)));
        });
        _pipeline = new TestPipeline(time: _clock);
        _pipeline.Connect("OpenAI", _server.Uri, "some-key");
    }

    [Fact]
    public async Task An_answer_that_comes_long_after_the_stop_is_written_down()
    {
        SubmitStage submit = await SendAsync();
        Task ended = submit.DisposeAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Answer();
        await ended.WaitAsync(TestPipeline.Timeout);
        Assert.Equal((SoraTaskState.Queued, "video_1"), await WrittenAsync());
    }

    [Fact]
    public async Task Rows_that_have_no_answer_after_a_minute_are_unknown_and_the_others_are_not_sent()
    {
        SubmitStage submit = _pipeline.Client.Submit(new SubmitOptions { Provider = "OpenAI", Throttle = 3 });
        PipelineResult result = new();
        Task listening = submit.DrainAsync(e => result.Note(e, result.Submitted.Add), CancellationToken.None);
        foreach (VideoRequest row in TestPipeline.Rows(5))
        {
            await submit.PostAsync(row, CancellationToken.None);
        }

        await Eventually.TrueAsync(() => _server.Requests.Count == 3, "three requests under way");
        Task ended = submit.DisposeAsync().AsTask();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await ended.WaitAsync(TestPipeline.Timeout);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, one => Assert.Equal(SoraErrorKind.SubmissionUnknown, Assert.IsType<SoraException>(one.Error).Kind));
        Assert.Empty(result.Submitted);
        Assert.Equal(3, _server.Requests.Count);
        await using LedgerLease lease = _pipeline.Client.Ledgers.Lease();
        Assert.All(await lease.Ledger.ListAsync(new LedgerQuery()), task => Assert.Equal(SoraTaskState.Unknown, task.State));
    }

    [Fact]
    public async Task A_refusal_that_comes_after_the_stop_is_not_tried_again_and_leaves_nothing()
    {
        SubmitStage submit = await SendAsync();
        PipelineResult result = new();
        Task listening = submit.DrainAsync(e => result.Note(e, result.Submitted.Add), CancellationToken.None);
        Task ended = submit.DisposeAsync().AsTask();
        _answer.SetResult(null);
        await ended.WaitAsync(TestPipeline.Timeout);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Empty(result.AssertNoErrors().Submitted);
        Assert.Single(_server.Requests);
        await using LedgerLease lease = _pipeline.Client.Ledgers.Lease();
        Assert.Empty(await lease.Ledger.ListAsync(new LedgerQuery()));
    }

    [Fact]
    public async Task The_same_row_run_again_meanwhile_waits_and_gives_the_task()
    {
        SubmitStage submit = await SendAsync();
        Task ended = submit.DisposeAsync().AsTask();
        Task<PipelineResult> again = _pipeline.SubmitAsync("OpenAI", Row);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(again.IsCompleted);
        Answer();
        await ended.WaitAsync(TestPipeline.Timeout);
        PipelineResult result = await _clock.DriveAsync(again);
        Assert.Equal("video_1", Assert.Single(result.AssertNoErrors().Submitted).Id);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_same_row_run_again_while_no_answer_comes_ends_unknown_and_is_not_sent()
    {
        SubmitStage submit = await SendAsync();
        Task ended = submit.DisposeAsync().AsTask();
        PipelineResult result = await _clock.DriveAsync(_pipeline.SubmitAsync("OpenAI", Row), stepMilliseconds: 1000);
        await ended.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(SoraErrorKind.SubmissionUnknown, Assert.IsType<SoraException>(Assert.Single(result.Errors).Error).Kind);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_stage_that_is_left_ends_in_the_background()
    {
        RunningStages running = new(_clock);
        SubmitStage submit = await SendAsync();
        running.TryAdd(submit, submit.Stop);
        Task left = running.LeaveAsync(submit);
        Assert.False(left.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await left.WaitAsync(TestPipeline.Timeout);

        // The process ends: it waits for what was left.
        TaskCompletionSource warned = new();
        Task end = running.EndAllAsync(warned.SetResult);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await warned.Task.WaitAsync(TestPipeline.Timeout);
        Assert.False(end.IsCompleted);
        Answer();
        await end.WaitAsync(TestPipeline.Timeout);
        Assert.Equal((SoraTaskState.Queued, "video_1"), await WrittenAsync());
        Assert.False(running.TryAdd(submit, submit.Stop));
    }

    [Fact]
    public async Task The_end_of_the_process_stops_what_runs()
    {
        RunningStages running = new(_clock);
        SubmitStage submit = await SendAsync();
        bool isStopped = false;
        running.TryAdd(submit, () => isStopped = true);
        Task end = running.EndAllAsync(() => { });
        Assert.True(isStopped);
        Assert.True(submit.Stopping.IsCancellationRequested);
        Answer();
        await end.WaitAsync(TestPipeline.Timeout);
        Assert.Equal((SoraTaskState.Queued, "video_1"), await WrittenAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _answer.TrySetResult(null);
        await _pipeline.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static VideoRequest Row => TestPipeline.Row(0) with { Batch = "spring" };

    private void Answer() => _answer.SetResult("""{"id":"video_1","object":"video","status":"queued"}""");

    private async Task<SubmitStage> SendAsync()
    {
        SubmitStage submit = _pipeline.Client.Submit(new SubmitOptions { Provider = "OpenAI" });
        submit.TryPost(Row);
        await Eventually.TrueAsync(() => _server.Requests.Count == 1, "the request");
        return submit;
    }

    private async Task<(SoraTaskState State, string? Id)> WrittenAsync()
    {
        await using LedgerLease lease = _pipeline.Client.Ledgers.Lease();
        SoraTask task = Assert.Single(await lease.Ledger.ListAsync(new LedgerQuery()));
        return (task.State, task.Id);
    }
}
