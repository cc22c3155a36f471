using System.Diagnostics;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Lines;

/// <summary>A stop ends each stage within a second and leaves nothing behind but what can be taken up again.</summary>
[Collection("Real time")]
public sealed class StopTests
{
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(1);

    [Fact]
    public async Task An_answer_that_comes_just_after_the_stop_is_still_told()
    {
        await using Line line = Slow(EmulatorOperation.Create, TimeSpan.FromMilliseconds(250));
        SubmitStage submit = line.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        LineResult result = Listen(submit, out Task listening, r => r.Submitted);
        submit.TryPost(Line.Row(0));
        await Eventually.TrueAsync(() => line.Emulator.Counters.Creates == 1, "the request");
        await EndsWithinASecondAsync(submit);
        await listening.WaitAsync(Line.Patience);
        Assert.Single(result.Clean().Submitted);
    }

    [Fact]
    public async Task A_row_that_waits_for_another_try_is_not_sent_after_the_stop()
    {
        await using Line line = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.RateLimited, Count = 1, RetryAfter = TimeSpan.FromMilliseconds(500), RetryAfterForm = RetryAfterForm.Milliseconds }],
        });
        SubmitStage submit = line.Client.Submit(new SubmitOptions { Provider = "LinkModel", Detail = new(Lines: true, Bodies: false) });
        LineResult result = Listen(submit, out Task listening, r => r.Submitted);
        submit.TryPost(Line.Row(0));
        await Eventually.TrueAsync(() => result.Told.Count > 0, "the refusal");
        await EndsWithinASecondAsync(submit);
        await listening.WaitAsync(Line.Patience);
        Assert.Empty(result.Clean().Submitted);
        Assert.Equal((1, 0), (line.Emulator.Counters.Creates, line.Emulator.Counters.TasksMade));
    }

    [Fact]
    public async Task A_row_that_comes_after_the_stop_is_not_taken()
    {
        await using Line line = new();
        await using SubmitStage submit = line.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        submit.Stop();
        Assert.False(submit.TryPost(Line.Row(0)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => submit.WaitToPostAsync(CancellationToken.None));
        await submit.Events.Completion.WaitAsync(Line.Patience);
        Assert.Equal(0, line.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_stop_may_come_twice_and_late()
    {
        await using Line line = new();
        SubmitStage submit = line.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        WaitStage wait = line.Client.Wait(new WaitOptions());
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
        await using Line line = new();
        line.Connect("OpenAI", server.Uri, "some-key");
        WaitStage wait = line.Client.Wait(new WaitOptions());
        LineResult result = Listen(wait, out Task listening, r => r.Ended);
        for (int index = 0; index < 5; index++)
        {
            wait.TryPost(Unfinished("OpenAI", $"video_{index}", server.Uri));
        }

        line.Client.Connections.Set(line.Client.Connections.Find("LinkModel")! with { PollInterval = s_forever });
        wait.TryPost(Unfinished("LinkModel", "later", line.Emulator.BaseUri("LinkModel")));
        await Eventually.TrueAsync(() => server.OpenConnections == 5, "five looks under way");
        await EndsWithinASecondAsync(wait);
        await listening.WaitAsync(Line.Patience);
        Assert.Empty(result.Clean().Ended);
        await Eventually.TrueAsync(() => server.OpenConnections == 0, "no socket left open");
    }

    [Fact]
    public async Task A_download_stops_and_another_run_goes_on_where_it_ended()
    {
        byte[] file = [.. VideoLibrary.Create("1280x720", 4, "task", 3 * 1024 * 1024).Read(0, 3 * 1024 * 1024).SelectMany(piece => piece.ToArray())];
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
        await using Line line = new();
        SoraTask task = Unfinished("LinkModel", "t1", line.Emulator.BaseUri("LinkModel")) with
        {
            State = SoraTaskState.Succeeded,
            VideoUri = new Uri(server.Uri, "/file.mp4"),
        };
        SaveStage save = line.Client.Save(new SaveOptions { Folder = line.Folder.Path });
        LineResult result = Listen(save, out Task listening, r => r.Videos);
        save.TryPost(task);
        string part = line.Folder.File("t1.mp4.part");
        await Eventually.TrueAsync(() => File.Exists(part) && new FileInfo(part).Length == 2 * 1024 * 1024, "two MiB on disk");
        await EndsWithinASecondAsync(save);
        await listening.WaitAsync(Line.Patience);
        Assert.Empty(result.Clean().Videos);
        Assert.Equal(["t1.mp4.part", "t1.mp4.part.json"], line.Folder.Files);
        await using (FileStream exclusive = new(part, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(2 * 1024 * 1024, exclusive.Length);
        }

        await Eventually.TrueAsync(() => server.OpenConnections == 0, "no socket left open");
        SoraVideo video = Assert.Single((await line.SaveAsync(null, task)).Clean().Videos);
        Assert.Equal(file, await File.ReadAllBytesAsync(video.Path));
        VideoAssert.Intact(video);
        Assert.Equal("bytes=2097152-", server.Requests.Last().Header("Range"));
        Assert.Equal(["t1.mp4", "t1.mp4.json"], line.Folder.Files);
    }

    private static Line Slow(EmulatorOperation on, TimeSpan delay) =>
        new(new() { Faults = [new() { Kind = EmulatorFaultKind.Slow, On = on, Delay = delay }] });

    private static SoraTask Unfinished(string provider, string id, Uri endpoint) => new()
    {
        RequestId = id,
        Id = id,
        Provider = provider,
        Endpoint = endpoint,
        State = SoraTaskState.Queued,
        CreatedAt = DateTimeOffset.UtcNow,
    };

    private static LineResult Listen<TIn, T>(Stage<TIn, T> stage, out Task listening, Func<LineResult, List<T>> made)
    {
        LineResult result = new();
        listening = stage.DrainAsync(e => result.Note(e, made(result).Add), CancellationToken.None);
        return result;
    }

    private static async Task EndsWithinASecondAsync(IAsyncDisposable stage)
    {
        long start = Stopwatch.GetTimestamp();
        await stage.DisposeAsync().AsTask().WaitAsync(Line.Patience);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }
}
