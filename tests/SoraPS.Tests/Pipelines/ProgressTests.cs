using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What a stage lets its host know about how far it has come, and which item an event is about.</summary>
public sealed class ProgressTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_event_is_about_the_item_that_caused_it_and_ends_with_its_end()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Verbosity lines = new(Lines: true, Bodies: false);
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel", Detail = lines });
        VideoRequest[] rows = [TestPipeline.Row(0), TestPipeline.Row(1) with { Duration = 7 }, TestPipeline.Row(2)];
        List<StageEvent<SoraTask>> events = [];
        await Task.WhenAll(
            submit.FeedAsync(rows.ToAsyncEnumerable(), CancellationToken.None),
            submit.DrainAsync(events.Add, CancellationToken.None)).WaitAsync(TestPipeline.Timeout);
        Assert.All(events, one => Assert.NotNull(one.About));
        StageEvent<SoraTask>[][] ofItem =
            [.. rows.Select((_, number) => events.Where(one => one.About!.Number == number).ToArray())];
        Assert.All(ofItem, one => Assert.IsType<StageEvent<SoraTask>.Ended>(one[^1]));
        Assert.Equal("row-000", Assert.Single(ofItem[0].OfType<StageEvent<SoraTask>.Produced>()).Item.Name);
        Assert.NotEmpty(ofItem[0].OfType<StageEvent<SoraTask>.VerboseMessage>());
        Assert.Single(ofItem[1].OfType<StageEvent<SoraTask>.Failed>());
        Assert.Equal("row-002", Assert.Single(ofItem[2].OfType<StageEvent<SoraTask>.Produced>()).Item.Name);
        StageProgress progress = submit.Progress;
        Assert.Equal((3, 2, 1, 0), (progress.Taken, progress.Done, progress.Failed, progress.Open.Count));
    }

    [Fact]
    public async Task A_task_that_ends_failed_has_its_result_and_its_error_before_its_end()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done with { Faults = [new() { Kind = EmulatorFaultKind.FailedTask }] });
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Submitted);
        await using WaitStage wait = pipeline.Client.Wait(new WaitOptions());
        List<string> kinds = [];
        await Task.WhenAll(
            wait.FeedAsync(new[] { task }.ToAsyncEnumerable(), CancellationToken.None),
            wait.DrainAsync(one => kinds.Add(one.GetType().Name), CancellationToken.None)).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(["Produced", "Failed", "Ended"], kinds);
        Assert.Equal((0, 1), (wait.Progress.Done, wait.Progress.Failed));
    }

    [Fact]
    public async Task A_post_that_finds_no_room_is_not_counted()
    {
        EmulatorFault slow = new() { Kind = EmulatorFaultKind.Slow, Delay = TimeSpan.FromDays(1) };
        await using TestPipeline pipeline = new(new() { Faults = [slow] });
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel", Throttle = 1 });
        int posted = 0;
        while (posted < 10 && submit.TryPost(TestPipeline.Row(posted)))
        {
            posted++;
        }

        Assert.InRange(posted, 1, 3);
        Assert.Equal(posted, submit.Progress.Taken);
        Assert.Equal(Enumerable.Range(0, posted), submit.Progress.Open.Select(item => item.Number));
    }

    [Fact]
    public async Task Waiting_tells_the_state_the_progress_and_the_probable_end_of_a_task()
    {
        ManualTimeProvider clock = new(s_now);
        await using TestPipeline pipeline = new(new() { TimeProvider = clock, GenerationTime = TimeSpan.FromSeconds(100) }, clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("UniAll", TestPipeline.Row(0))).Submitted);
        await using WaitStage wait = pipeline.Client.Wait(new WaitOptions { PollInterval = TimeSpan.FromSeconds(1) });
        wait.TryPost(task);
        wait.Complete();
        StageItem item = Assert.Single(wait.Progress.Open);
        Assert.Null(item.Moving);
        while (item.Fraction is not >= 0.5)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        Assert.Equal(SoraTaskState.Running, item.State);
        Assert.NotNull(item.Moving);
        Assert.InRange((item.ExpectedEnd!.Value - s_now).TotalSeconds, 80, 130);
        Assert.InRange(wait.Progress.TimeLeft([item], s_now + TimeSpan.FromSeconds(60))!.Value.TotalSeconds, 20, 70);
        Assert.InRange(wait.Progress.Fraction([item]), 0.5, 1);
    }

    [Fact]
    public async Task Saving_tells_the_bytes()
    {
        byte[] head = new byte[1000];
        TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: video/mp4", "Content-Length: 4000");
            await request.WriteAsync(head);
            sent.SetResult();
            await request.StallAsync();
        });
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        task = task with { VideoUri = new Uri(server.Uri, "video.mp4") };
        await using SaveStage save = pipeline.Client.Save(new SaveOptions { Folder = pipeline.Folder.Path });
        save.TryPost(task);
        await sent.Task.WaitAsync(TestPipeline.Timeout);
        StageItem item = Assert.Single(save.Progress.Open);
        await Eventually.TrueAsync(() => item.Bytes == (1000, 4000), "the bytes so far");
        Assert.Equal(0.25, item.Fraction);
    }

    [Fact]
    public void The_time_left_is_unknown_until_all_input_is_there()
    {
        StageProgress progress = new() { IsInTurns = true };
        StageItem first = progress.Add("a");
        progress.Add("b");
        first.Outcome = StageOutcome.Done;
        Assert.True(progress.TryEnd(first));
        Assert.False(progress.TryEnd(first));
        Assert.Null(progress.TimeLeft(progress.Open, s_now));
        progress.IsInputComplete = true;
        Assert.NotNull(progress.TimeLeft(progress.Open, s_now));
        Assert.Equal(0.5, progress.Fraction(progress.Open));
    }
}
