using SoraPS.Core.Ledger;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>A folder that several runs use at the same time.</summary>
public sealed class SharedFolderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_equal_lines_share_the_work(bool noMetadata)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask[] tasks = [.. (await pipeline.WaitAsync(
            new WaitOptions(), [.. (await pipeline.SubmitAsync("LinkModel", TestPipeline.Rows(200))).AssertNoErrors().Submitted]))
            .AssertNoErrors().Ended];
        SaveOptions options = Options(pipeline) with { NoMetadata = noMetadata };
        PipelineResult[] results = await Task.WhenAll(pipeline.SaveAsync(options, tasks), pipeline.SaveAsync(options, tasks));
        Assert.All(results, result => Assert.Equal(200, result.AssertNoErrors().Videos.Count));
        Assert.Equal(200, pipeline.Emulator.Counters.Downloads);
        Assert.Equal(noMetadata ? 200 : 400, pipeline.Folder.Files.Length);
    }

    [Fact]
    public async Task Two_lines_whose_rows_have_the_same_names_save_a_file_each()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        VideoRequest[] rows = [.. Enumerable.Range(0, 100).Select(index => TestPipeline.Row(index, $"fox-{index % 50}"))];
        SoraTask[] tasks = [.. (await pipeline.WaitAsync(
            new WaitOptions(), [.. (await pipeline.SubmitAsync("LinkModel", rows)).AssertNoErrors().Submitted])).AssertNoErrors().Ended];
        PipelineResult[] results = await Task.WhenAll(
            pipeline.SaveAsync(null, [.. tasks.Where(task => IsOfFirst(task, tasks))]),
            pipeline.SaveAsync(null, [.. tasks.Where(task => !IsOfFirst(task, tasks))]));
        SoraVideo[] videos = [.. results.SelectMany(result => result.AssertNoErrors().Videos)];
        Assert.Equal(100, videos.Select(video => video.Path).Distinct().Count());
        Assert.Equal(100, videos.Select(video => video.Sha256).Distinct().Count());
        Assert.All(videos, VideoAssert.Intact);
        Assert.Equal(200, pipeline.Folder.Files.Length);
    }

    [Fact]
    public async Task What_another_run_is_fetching_is_waited_for()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async request =>
        {
            await go.Task;
            await request.SendFileAsync(One, "\"v1\"");
        });
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = TaskAt(pipeline, server.Uri);
        Task<PipelineResult> first = pipeline.SaveAsync(null, task);
        await Eventually.TrueAsync(() => server.Requests.Count == 1, "the first run fetches the file");
        PipelineResult second = new();
        await using SaveStage stage = pipeline.Client.Save(Options(pipeline) with { Detail = new Verbosity(Lines: true, Bodies: false) });
        Task saving = stage.DrainAsync(told => second.Note(told, second.Videos.Add), CancellationToken.None);
        stage.TryPost(task);
        stage.Complete();
        await Eventually.TrueAsync(
            () => second.VerboseMessage.ToArray().Any(text => text.Contains("another run", StringComparison.Ordinal)),
            "the second run waits");
        Assert.Equal("another run", stage.Progress.Find(0)!.WaitsFor);
        go.SetResult();
        VideoAssert.Intact(Assert.Single((await first).AssertNoErrors().Videos));
        await saving.WaitAsync(TestPipeline.Timeout);
        Assert.Single(second.AssertNoErrors().Videos);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_lock_that_a_killed_run_left_behind_is_nobodys()
    {
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await File.WriteAllTextAsync(pipeline.Folder.File("t1.mp4.json.part"), "");
        Assert.Single((await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).AssertNoErrors().Videos);
        Assert.Equal(["t1.mp4", "t1.mp4.json"], pipeline.Folder.Files);
    }

    [Fact]
    public async Task A_video_is_passed_on_once_the_ledger_has_it()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done, ledgers: new(_ => new WatchedLedger(new NoLedger(), async entry =>
        {
            writing.TrySetResult();
            await go.Task;
        })));
        await using SaveStage stage = pipeline.Client.Save(Options(pipeline));
        stage.TryPost(TaskAt(pipeline, server.Uri));
        stage.Complete();
        await writing.Task.WaitAsync(TestPipeline.Timeout);
        Assert.False(stage.Events.TryRead(out _));
        go.SetResult();
        Assert.IsType<StageEvent<SoraVideo>.Produced>(await stage.Events.ReadAsync().AsTask().WaitAsync(TestPipeline.Timeout));
    }

    [Fact]
    public async Task Links_in_the_place_of_our_files_are_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            // Making links takes a privilege there.
            return;
        }

        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        using TempFolder elsewhere = new();
        string theirs = elsewhere.File("theirs");
        await File.WriteAllTextAsync(theirs, "theirs");
        DateTime touched = File.GetLastWriteTimeUtc(theirs);
        foreach (string end in (string[])[".part", ".part.json", ".json.part"])
        {
            File.CreateSymbolicLink(pipeline.Folder.File("t1.mp4" + end), theirs);
        }

        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).AssertNoErrors().Videos));
        Assert.Equal(("theirs", touched), (await File.ReadAllTextAsync(theirs), File.GetLastWriteTimeUtc(theirs)));
        Assert.Equal(["t1.mp4", "t1.mp4.json"], pipeline.Folder.Files);
    }

    private static bool IsOfFirst(SoraTask task, SoraTask[] tasks) => tasks.First(one => one.Name == task.Name).Id == task.Id;
}
