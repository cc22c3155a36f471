using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>The five faults on which other clients lose files or pay twice; 20 rows each, at the OpenAI dialect.</summary>
public sealed class FiveFaultsTests
{
    private const string Provider = "OpenAI";
    private static readonly VideoRequest[] s_rows = TestPipeline.Rows(20);

    [Fact]
    public async Task Five_lost_replies_give_fifteen_files_and_five_unknown_rows_and_nothing_twice()
    {
        await using TestPipeline pipeline = With(new()
        {
            Kind = EmulatorFaultKind.LostReply,
            On = EmulatorOperation.Create,
            FirstOfEach = true,
            Count = 5,
        });
        PipelineResult result = await pipeline.RunAsync(Provider, s_rows);
        Assert.Equal((15, 5), (result.Videos.Count, result.Errors.Count));
        Assert.All(result.Videos, VideoAssert.Intact);
        Assert.All(result.Errors, one =>
        {
            Assert.Equal(SoraErrorKind.SubmissionUnknown, Assert.IsType<SoraException>(one.Error).Kind);
            SoraTask task = Assert.IsType<SoraTask>(one.Target);
            Assert.Equal((SoraTaskState.Unknown, (string?)null), (task.State, task.Id));
        });
        AssertCounts(pipeline, creates: 20);
    }

    [Fact]
    public async Task A_502_at_the_first_poll_of_each_task_loses_nothing()
    {
        // Without a list, each task is polled by itself.
        await using TestPipeline pipeline = With(First(EmulatorFaultKind.ErrorBefore, EmulatorOperation.Status), hasTaskList: false);
        PipelineResult result = await pipeline.RunAsync(Provider, s_rows);
        VideoAssert.AllSaved(pipeline, result, s_rows);
        AssertCounts(pipeline, creates: 20);
        Assert.Equal(20, pipeline.Emulator.Counters.FaultsByKind["ErrorBefore"]);
    }

    [Fact]
    public async Task A_cut_in_the_first_download_of_each_file_loses_nothing()
    {
        await using TestPipeline pipeline = With(First(EmulatorFaultKind.TruncatedDownload, EmulatorOperation.Download));
        PipelineResult result = await pipeline.RunAsync(Provider, s_rows);
        VideoAssert.AllSaved(pipeline, result, s_rows);
        AssertCounts(pipeline, creates: 20);
        Assert.Equal(40, pipeline.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task A_web_page_in_place_of_a_video_is_never_saved()
    {
        await using TestPipeline pipeline = With(First(EmulatorFaultKind.HtmlDownload, EmulatorOperation.Download) with { Count = 5 });
        PipelineResult result = await pipeline.RunAsync(Provider, s_rows);
        VideoAssert.AllSaved(pipeline, result, s_rows);
        AssertCounts(pipeline, creates: 20);
        Assert.Equal(25, pipeline.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task A_429_at_the_first_create_of_each_row_is_repeated_after_its_wait()
    {
        await using TestPipeline pipeline = With(First(EmulatorFaultKind.RateLimited, EmulatorOperation.Create) with
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        });
        PipelineResult result = await pipeline.RunAsync(Provider, s_rows);
        VideoAssert.AllSaved(pipeline, result, s_rows);
        AssertCounts(pipeline, creates: 40);
    }

    private static void AssertCounts(TestPipeline pipeline, int creates)
    {
        EmulatorCounters counters = pipeline.Emulator.Counters;
        Assert.Equal((20, 0, 0), (counters.TasksMade, counters.DuplicateTasks, counters.KeysSeenOnDownloadOrigin));
        Assert.Equal(creates, counters.Creates);
    }

    private static TestPipeline With(EmulatorFault fault, bool hasTaskList = true) =>
        new(new() { GenerationTime = TimeSpan.FromMilliseconds(200), Faults = [fault], HasTaskList = hasTaskList });

    private static EmulatorFault First(EmulatorFaultKind kind, EmulatorOperation on) =>
        new() { Kind = kind, On = on, FirstOfEach = true };
}
