using SoraPS.Core.Polling;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>
/// A stop ends each stage at once, on a clock that stands still, and leaves nothing behind but what can be taken up again.
/// </summary>
[Trait("Ledger", "Any")]
public sealed class StopTests
{
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(1);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task An_answer_that_comes_just_after_the_stop_is_still_told()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async request =>
        {
            await go.Task;
            await request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray());
        });
        await using TestPipeline pipeline = new(time: _clock);
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "OpenAI" });
        PipelineResult result = Listen(submit, out Task listening, r => r.Submitted);
        submit.TryPost(TestPipeline.Row(0));
        await Eventually.TrueAsync(() => server.Requests.Count == 1, "the request");
        submit.Stop();
        go.SetResult();
        await EndsAsync(submit);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Single(result.AssertNoErrors().Submitted);
    }

    [Fact]
    public async Task A_row_that_waits_for_another_try_is_not_sent_after_the_stop()
    {
        EmulatorFault fault = new() { Kind = EmulatorFaultKind.RateLimited, Count = 1, RetryAfter = TimeSpan.FromMinutes(1) };
        await using TestPipeline pipeline = new(new() { Faults = [fault] }, _clock);
        SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel", Detail = new(Lines: true, Bodies: false) });
        PipelineResult result = Listen(submit, out Task listening, r => r.Submitted);
        submit.TryPost(TestPipeline.Row(0));
        await Eventually.TrueAsync(() => result.VerboseMessage.Count > 0, "the refusal");
        await EndsAsync(submit);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Empty(result.AssertNoErrors().Submitted);
        Assert.Equal((1, 0), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
    }

    [Fact]
    public async Task A_row_that_comes_after_the_stop_is_not_taken()
    {
        await using TestPipeline pipeline = new();
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        submit.Stop();
        Assert.False(submit.TryPost(TestPipeline.Row(0)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => submit.WaitToPostAsync(CancellationToken.None));
        await submit.Events.Completion.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_stop_may_come_twice_and_late()
    {
        await using TestPipeline pipeline = new();
        SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        WaitStage wait = pipeline.Client.Wait(new WaitOptions());
        await submit.DisposeAsync();
        await wait.DisposeAsync();
        submit.Stop();
        wait.Stop();
        await submit.DisposeAsync();
        await wait.DisposeAsync();
    }

    [Fact]
    public async Task Waiting_stops_between_looks_and_during_them()
    {
        await using RawServer server = new(request => request.StallAsync());
        await using TestPipeline pipeline = new(time: _clock);
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        WaitStage wait = pipeline.Client.Wait(new WaitOptions());
        PipelineResult result = Listen(wait, out Task listening, r => r.Ended);
        for (int index = 0; index < 5; index++)
        {
            wait.TryPost(Unfinished("OpenAI", $"video_{index}", server.Uri));
        }

        pipeline.Client.Connections.Set(pipeline.Client.Connections.Find("LinkModel")! with { PollInterval = s_forever });
        wait.TryPost(Unfinished("LinkModel", "later", pipeline.Emulator.BaseUri("LinkModel")));
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                return server.OpenConnections == 5;
            },
            "five polls under way");
        await EndsAsync(wait);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Empty(result.AssertNoErrors().Ended);
        await Eventually.TrueAsync(() => server.OpenConnections == 0, "no socket left open");
    }

    [Fact]
    public async Task A_download_stops_and_another_run_goes_on_where_it_ended()
    {
        const int Size = 3 * 1024 * 1024;
        byte[] file = [.. VideoLibrary.Create("1280x720", 4, "task", Size).Read(0, Size).SelectMany(piece => piece.ToArray())];
        int count = 0;
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await request.SendFileAsync(file, "\"v1\"");
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {file.Length}", "ETag: \"v1\"");
            await request.WriteAsync(file.AsMemory(0, 2 * 1024 * 1024));
            await request.StallAsync();
        });
        await using TestPipeline pipeline = new(time: _clock);
        SoraTask task = Unfinished("LinkModel", "t1", pipeline.Emulator.BaseUri("LinkModel")) with
        {
            State = SoraTaskState.Succeeded,
            VideoUri = new Uri(server.Uri, "/file.mp4"),
        };
        SaveStage save = pipeline.Client.Save(new SaveOptions { Folder = pipeline.Folder.Path });
        PipelineResult result = Listen(save, out Task listening, r => r.Videos);
        save.TryPost(task);
        string part = pipeline.Folder.File("t1.mp4.part");
        await Eventually.TrueAsync(() => File.Exists(part) && new FileInfo(part).Length == 2 * 1024 * 1024, "two MiB on disk");
        await EndsAsync(save);
        await listening.WaitAsync(TestPipeline.Timeout);
        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Equal(["t1.mp4.part", "t1.mp4.part.json"], pipeline.Folder.Files);
        await using (FileStream exclusive = new(part, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(2 * 1024 * 1024, exclusive.Length);
        }

        await Eventually.TrueAsync(() => server.OpenConnections == 0, "no socket left open");
        SoraVideo video = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal(file, await File.ReadAllBytesAsync(video.Path));
        VideoAssert.Intact(video);
        Assert.Equal("bytes=2097152-", server.Requests.Last().Header("Range"));
        Assert.Equal(["t1.mp4", "t1.mp4.json"], pipeline.Folder.Files);
    }

    // Old enough to be polled soon.
    private SoraTask Unfinished(string provider, string id, Uri endpoint) => new()
    {
        RequestId = id,
        Id = id,
        Provider = provider,
        Endpoint = endpoint,
        State = SoraTaskState.Queued,
        CreatedAt = _clock.GetUtcNow() - TimeSpan.FromHours(1),
    };

    private static PipelineResult Listen<TIn, T>(Stage<TIn, T> stage, out Task listening, Func<PipelineResult, List<T>> made)
    {
        PipelineResult result = new();
        listening = stage.DrainAsync(e => result.Note(e, made(result).Add), CancellationToken.None);
        return result;
    }

    private static Task EndsAsync(IAsyncDisposable stage) => stage.DisposeAsync().AsTask().WaitAsync(TestPipeline.Timeout);
}
