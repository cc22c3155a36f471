using SoraPS.Emulator;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>Servers of files that do what servers do.</summary>
public sealed class FetchTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(EmulatorFaultKind.HtmlDownload, SoraErrorKind.InvalidVideo)]
    [InlineData(EmulatorFaultKind.EmptyBody, SoraErrorKind.InvalidVideo)]
    [InlineData(EmulatorFaultKind.ErrorBefore, SoraErrorKind.DownloadFailed)]
    [InlineData(EmulatorFaultKind.Reset, SoraErrorKind.DownloadFailed)]
    [InlineData(EmulatorFaultKind.ExpiredLink, SoraErrorKind.DownloadFailed)]
    public async Task What_never_becomes_a_video_is_an_error_and_no_file(EmulatorFaultKind kind, SoraErrorKind error)
    {
        EmulatorFault fault = new() { Kind = kind, On = EmulatorOperation.Download };
        SkippingClock clock = new();
        await using TestPipeline pipeline = new(TestPipeline.Done with { TimeProvider = clock, Faults = [fault] }, clock);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        (await pipeline.SaveAsync(null, task)).Error(error);
        Assert.Empty(pipeline.Folder.Files);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task An_expired_link_is_asked_for_again(string provider)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done with
        {
            Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }],
        });
        SoraTask task = await pipeline.FinishedAsync(provider);
        int polls = pipeline.Emulator.Counters.Polls;
        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal((2, polls + 1), (pipeline.Emulator.Counters.Downloads, pipeline.Emulator.Counters.Polls));
    }

    [Fact]
    public async Task A_file_that_is_all_there_is_not_fetched_again()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await request.SendAsync(416, "text/html", "<html>"u8.ToArray(), $"Content-Range: bytes */{Size}");
                return;
            }

            // A wrong length: the first try has everything and cannot know it.
            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size + 1}", "ETag: \"v1\"");
            await request.WriteAsync(One);
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_file_of_unknown_length_that_ends_early_is_noticed()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: video/mp4");
            await request.WriteAsync(One.AsMemory(0, Interlocked.Increment(ref count) > 1 ? Size : Size / 2));
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_and_asked_again()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await request.SendFileAsync(One, "\"v1\"");
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", "ETag: \"v1\"");
            await request.WriteAsync(One.AsMemory(0, Size / 2));
            await request.StallAsync();
        });
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        PipelineResult result = await _clock.DriveAsync(pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri)), 500);
        Assert.Equal(One, await File.ReadAllBytesAsync(Assert.Single(result.AssertNoErrors().Videos).Path));
    }

    [Fact]
    public async Task A_failure_that_quotes_the_servers_bytes_is_no_cause()
    {
        await using RawServer server = new(request => request.WriteAsync(
            "said-by-the-server\r\n\r\n"u8.ToArray()));
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        PipelineResult result = await _clock.DriveAsync(pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri)), 500);
        Assert.DoesNotContain("said-by", result.Error(SoraErrorKind.DownloadFailed).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("video/quicktime", "video/quicktime")]
    [InlineData("application/octet-stream", "video/mp4")]
    public async Task A_type_that_says_nothing_about_the_video_is_not_passed_on(string sent, string expected)
    {
        await using RawServer server = new(request => request.SendAsync(200, sent, One));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        PipelineResult result = await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri));
        Assert.Equal(expected, Assert.Single(result.AssertNoErrors().Videos).ContentType);
    }
}
