using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Saving;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>A server of files that refuses, and what that says about a task that is paid for.</summary>
public sealed class RefusedLinkTests
{
    private readonly SkippingClock _clock = new();

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_refusal_that_passes_costs_nothing_but_time(int status)
    {
        int count = 0;
        await using RawServer files = new(request => Interlocked.Increment(ref count) <= 5
            ? request.SendAsync(status, "text/html", "<html>"u8.ToArray())
            : request.SendFileAsync(One, "\"v1\""));
        await using RawServer gateway = Gateway("Success", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        SoraTask task = await TaskAsync(pipeline, gateway, files);
        SoraVideo video = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal(One, await File.ReadAllBytesAsync(video.Path));
        Assert.Equal(5, gateway.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_refusal_that_stays_leaves_the_task_as_it_is(int status)
    {
        await using RawServer files = Refusing(status);
        await using RawServer gateway = Gateway("Success", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        PipelineResult result = await pipeline.SaveAsync(null, await TaskAsync(pipeline, gateway, files));
        string message = result.Error(SoraErrorKind.DownloadFailed).Message;
        Assert.Contains($"HTTP {status}", message, StringComparison.Ordinal);
        Assert.StartsWith("Row fox: LinkModel: the video of task t1 ", message, StringComparison.Ordinal);
        Assert.InRange(_clock.Passed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        Assert.Equal(SoraTaskState.Succeeded, (await UnfinishedAsync(pipeline)).State);
        Assert.Empty(pipeline.Folder.Files);
    }

    [Fact]
    public async Task A_video_is_expired_once_the_gateway_says_so()
    {
        await using RawServer files = Refusing(403);
        await using RawServer gateway = Gateway("Expired", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        (await pipeline.SaveAsync(null, await TaskAsync(pipeline, gateway, files))).Error(SoraErrorKind.TaskExpired);
        Assert.Equal(SoraTaskState.Expired, await StateAsync(pipeline));
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task A_video_is_expired_if_its_link_is_refused_for_minutes_after_its_documented_time()
    {
        await using RawServer files = Refusing(403);
        await using RawServer gateway = Gateway("Success", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        SoraTask old = await TaskAsync(pipeline, gateway, files) with { ExpiresAt = _clock.GetUtcNow() - TimeSpan.FromHours(1) };
        (await pipeline.SaveAsync(null, old)).Error(SoraErrorKind.TaskExpired);
        Assert.True(_clock.Passed >= TimeSpan.FromMinutes(2));
        Assert.Equal(SoraTaskState.Expired, await StateAsync(pipeline));
    }

    [Fact]
    public async Task A_server_that_is_down_after_the_documented_time_says_nothing_about_the_video()
    {
        await using RawServer files = Refusing(500);
        await using RawServer gateway = Gateway("Success", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        SoraTask old = await TaskAsync(pipeline, gateway, files) with { ExpiresAt = _clock.GetUtcNow() - TimeSpan.FromHours(1) };
        (await pipeline.SaveAsync(null, old)).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(SoraTaskState.Succeeded, (await UnfinishedAsync(pipeline)).State);
    }

    [Fact]
    public async Task A_refusal_before_the_documented_time_says_nothing_about_the_video()
    {
        await using RawServer files = Refusing(403);
        await using RawServer gateway = Gateway("Success", files.Uri);
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        SoraTask young = await TaskAsync(pipeline, gateway, files) with { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromHours(1) };
        (await pipeline.SaveAsync(null, young)).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(SoraTaskState.Succeeded, (await UnfinishedAsync(pipeline)).State);
    }

    [Theory]
    [InlineData("Failed", 200)]
    [InlineData("Processing", 200)]
    [InlineData("", 404)]
    public async Task Other_words_of_the_gateway_are_no_verdict_about_a_video_that_was_made(string word, int status)
    {
        await using RawServer files = Refusing(403);
        await using RawServer gateway = RawServer.OfJson((_, _) => status == 200
            ? (200, $$$"""{"code":0,"data":{"task_id":"t1","status":"{{{word}}}"}}""")
            : (404, """{"code":404,"msg":"task not found"}"""));
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        (await pipeline.SaveAsync(null, await TaskAsync(pipeline, gateway, files))).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(SoraTaskState.Succeeded, (await UnfinishedAsync(pipeline)).State);
    }

    [Fact]
    public async Task A_picture_that_is_not_there_says_nothing_about_the_video()
    {
        await using RawServer gateway = new(request => request.RequestLine.Contains("/content", StringComparison.Ordinal)
            ? request.SendAsync(404, "application/json", """{"error":{"message":"no thumbnail"}}"""u8.ToArray())
            : request.SendAsync(200, "application/json", """{"id":"t1","status":"completed","expires_at":1000}"""u8.ToArray()));
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        pipeline.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(pipeline, null) with
        {
            Provider = "OpenAI", Endpoint = gateway.Uri, ExpiresAt = _clock.GetUtcNow() - TimeSpan.FromHours(1),
        };
        await WriteAsync(pipeline, task);
        SaveOptions options = new() { Folder = pipeline.Folder.Path, Variant = Variant.All.Single(one => one.Name == "thumbnail") };
        (await pipeline.SaveAsync(options, task)).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(SoraTaskState.Succeeded, await StateAsync(pipeline));
    }

    private static RawServer Refusing(int status) => new(request => request.SendAsync(status, "text/html", "<html>"u8.ToArray()));

    private static RawServer Gateway(string word, Uri files) => RawServer.OfJson((_, _) =>
        (200, $$$"""{"code":0,"data":{"task_id":"t1","status":"{{{word}}}","file_url":"{{{files}}}v.mp4"}}"""));

    private static async Task<SoraTask> TaskAsync(TestPipeline pipeline, RawServer gateway, RawServer files)
    {
        pipeline.Connect("LinkModel", gateway.Uri, "some-key");
        SoraTask task = TaskAt(pipeline, files.Uri) with { Endpoint = gateway.Uri, Name = "fox" };
        await WriteAsync(pipeline, task);
        return task;
    }

    private static async Task WriteAsync(TestPipeline pipeline, SoraTask task)
    {
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        await lease.Ledger.WriteAsync(new LedgerEntry(task, "Made."));
    }

    private static async Task<SoraTaskState?> StateAsync(TestPipeline pipeline)
    {
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        return (await lease.Ledger.FindRequestAsync("r1"))?.State;
    }

    private static async Task<SoraTask> UnfinishedAsync(TestPipeline pipeline)
    {
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        return Assert.Single(await lease.Ledger.ListAsync(new LedgerQuery { Unfinished = true }));
    }
}
