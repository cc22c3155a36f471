using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Pipelines;

/// <summary>
/// Gateways that call a task done before they say where its video is: LinkModel's and Odkkk's lists of states for the answer to
/// the create request have the word for the end, and neither answer has a link.
/// </summary>
public sealed class LateLinkTests
{
    private const int Step = 500;
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_task_that_is_done_when_it_is_made_gets_its_link_by_asking()
    {
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        await using RawServer gateway = LinkModel(links: 4, files);
        await using TestPipeline pipeline = Connected(gateway);
        PipelineResult result = (await _clock.DriveAsync(pipeline.RunAsync("LinkModel", TestPipeline.Row(0)), Step)).AssertNoErrors();
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.Submitted).State);
        Assert.Null(result.Submitted[0].VideoUri);
        Assert.NotNull(Assert.Single(result.Ended).VideoUri);
        VideoAssert.Intact(Assert.Single(result.Videos));
        Assert.Single(gateway.Requests, request => request.RequestLine.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_wait_learned_is_written_down()
    {
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        await using RawServer gateway = LinkModel(links: 2, files);
        await using TestPipeline pipeline = Connected(gateway);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        (await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task), Step)).AssertNoErrors();
        Assert.NotNull((await UnfinishedAsync(pipeline)).VideoUri);
    }

    [Fact]
    public async Task What_a_look_at_the_task_shows_is_written_down()
    {
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        await using RawServer gateway = LinkModel(links: 1, files);
        await using TestPipeline pipeline = Connected(gateway);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        Assert.NotNull(Assert.Single((await LostRow.PollAsync(pipeline, task)).AssertNoErrors().Ended).VideoUri);
        Assert.NotNull((await UnfinishedAsync(pipeline)).VideoUri);
    }

    [Fact]
    public async Task A_wait_for_a_link_that_never_comes_ends_and_leaves_the_task_unfinished()
    {
        await using RawServer gateway = LinkModel(links: int.MaxValue, null);
        await using TestPipeline pipeline = Connected(gateway);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task), Step);
        SoraException error = result.Error(SoraErrorKind.InvalidResponse);
        Assert.Contains("Row row-000: LinkModel: task t1 has succeeded", error.Message, StringComparison.Ordinal);
        Assert.Empty(result.Ended);
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        Assert.InRange(gateway.Requests.Count, 4, 20);
        Assert.Equal("t1", (await UnfinishedAsync(pipeline)).Id);
    }

    [Fact]
    public async Task Saving_asks_for_the_link_too()
    {
        SkippingClock clock = new();
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        await using RawServer gateway = LinkModel(links: 3, files);
        await using TestPipeline pipeline = Connected(gateway, clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal(4, gateway.Requests.Count);
    }

    [Fact]
    public async Task Saving_without_a_link_is_an_error_that_leaves_the_task_unfinished()
    {
        SkippingClock clock = new();
        await using RawServer gateway = LinkModel(links: int.MaxValue, null);
        await using TestPipeline pipeline = Connected(gateway, clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        SoraException error = (await pipeline.SaveAsync(null, task)).Error(SoraErrorKind.InvalidResponse);
        Assert.Contains("Row row-000: LinkModel: task t1 has succeeded", error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Passed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        Assert.Equal(SoraTaskState.Succeeded, (await UnfinishedAsync(pipeline)).State);
    }

    [Fact]
    public async Task A_dialect_with_an_address_for_the_content_needs_no_link()
    {
        await using RawServer gateway = new(request => request.RequestLine.Contains("/content", StringComparison.Ordinal)
            ? request.SendFileAsync(One, "\"v1\"")
            : request.SendAsync(200, "application/json", """{"id":"t1","status":"completed"}"""u8.ToArray()));
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        pipeline.Connect("OpenAI", gateway.Uri, "some-key");
        PipelineResult result = (await _clock.DriveAsync(pipeline.RunAsync("OpenAI", TestPipeline.Row(0)), Step)).AssertNoErrors();
        VideoAssert.Intact(Assert.Single(result.Videos));
        Assert.Equal(2, gateway.Requests.Count);
    }

    [Fact]
    public async Task A_task_whose_video_is_saved_is_passed_on_unasked()
    {
        await using RawServer gateway = LinkModel(links: int.MaxValue, null);
        await using TestPipeline pipeline = Connected(gateway);
        SoraTask saved = TaskAt(pipeline, null) with { Endpoint = gateway.Uri, Path = pipeline.Folder.File("fox.mp4") };
        Assert.Single((await pipeline.WaitAsync(new WaitOptions(), saved)).AssertNoErrors().Ended);
        Assert.Empty(gateway.Requests);
    }

    /// <summary>A gateway whose answers call the task done; the link is in all from the one of this number on.</summary>
    private static RawServer LinkModel(int links, RawServer? files) => RawServer.OfJson((count, _) =>
    {
        string link = count >= links ? $",\"file_url\":\"{files!.Uri}v.mp4\"" : "";
        return (200, $$$"""{"code":0,"data":{"task_id":"t1","status":"success"{{{link}}}}}""");
    });

    private TestPipeline Connected(RawServer gateway, TimeProvider? clock = null)
    {
        TestPipeline pipeline = new(TestPipeline.Done, clock ?? _clock);
        pipeline.Connect("LinkModel", gateway.Uri, "some-key");
        return pipeline;
    }

    private static async Task<SoraTask> UnfinishedAsync(TestPipeline pipeline)
    {
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        return Assert.Single(await lease.Ledger.ListAsync(new LedgerQuery { Unfinished = true }));
    }
}
