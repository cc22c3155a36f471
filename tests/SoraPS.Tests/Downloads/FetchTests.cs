using System.Globalization;
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
        await using TestPipeline line = new(TestPipeline.Done with { TimeProvider = clock, Faults = [fault] }, clock);
        SoraTask task = await line.FinishedAsync("LinkModel");
        (await line.SaveAsync(null, task)).Error(error);
        Assert.Empty(line.Folder.Files);
        Assert.Equal(1, line.Emulator.Counters.Creates);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task An_expired_link_is_asked_for_again(string provider)
    {
        await using TestPipeline line = new(TestPipeline.Done with { Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }] });
        SoraTask task = await line.FinishedAsync(provider);
        int polls = line.Emulator.Counters.Polls;
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal((2, polls + 1), (line.Emulator.Counters.Downloads, line.Emulator.Counters.Polls));
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
    public async Task A_server_that_ignores_ranges_gives_the_whole_file_again()
    {
        await using RawServer server = Cutting((_, request) => request.SendAsync(200, "video/mp4", One, "ETag: \"v1\""));
        Assert.Equal(One, await SaveAsync(server));
        Assert.NotNull(server.Requests.Last().Header("Range"));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        await using RawServer server = Cutting((_, request) => request.SendFileAsync(Other, "\"v2\""));
        Assert.Equal(Other, await SaveAsync(server));
        Assert.Equal("\"v1\"", server.Requests.Last().Header("If-Range"));
    }

    [Fact]
    public async Task A_server_that_goes_on_at_another_place_is_not_believed()
    {
        await using RawServer server = Cutting((count, request) => count == 1
            ? request.SendAsync(206, "video/mp4", One.AsMemory(5), $"Content-Range: bytes 5-{Size - 1}/{Size}")
            : request.SendFileAsync(One, "\"v1\""));
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_range_that_the_server_refuses_begins_anew()
    {
        await using RawServer server = Cutting((count, request) => count == 1
            ? request.SendAsync(416, "text/plain", default)
            : request.SendFileAsync(One, "\"v1\""));
        Assert.Equal(One, await SaveAsync(server));
    }

    [Fact]
    public async Task Without_an_etag_nothing_is_resumed()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await request.SendAsync(200, "video/mp4", One);
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}");
            await request.WriteAsync(One.AsMemory(0, Size / 2));
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.Null(server.Requests.Last().Header("Range"));
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
        await using TestPipeline line = new(TestPipeline.Done, _clock);
        PipelineResult result = await _clock.DriveAsync(line.SaveAsync(null, TaskAt(line, server.Uri)), 500);
        Assert.Equal(One, await File.ReadAllBytesAsync(Assert.Single(result.AssertNoErrors().Videos).Path));
    }

    [Fact]
    public async Task What_another_task_left_unfinished_is_never_continued()
    {
        await using RawServer server = new(request => request.SendFileAsync(Other, "\"v1\""));
        await using TestPipeline line = new(TestPipeline.Done);
        await File.WriteAllBytesAsync(line.Folder.File("t1.mp4.part"), One[..(Size / 2)]);
        await File.WriteAllTextAsync(
            line.Folder.File("t1.mp4.part.json"), $$"""{"owner":"LinkModel/t0/video","validator":"\"v1\"","total":{{Size}}}""");
        SoraVideo video = Assert.Single((await line.SaveAsync(null, TaskAt(line, server.Uri))).AssertNoErrors().Videos);
        Assert.Equal(Other, await File.ReadAllBytesAsync(video.Path));
        Assert.Null(server.Requests.Single().Header("Range"));
    }

    [Fact]
    public async Task The_key_goes_to_the_gateway_and_never_along_a_redirect_elsewhere()
    {
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        int count = 0;
        await using RawServer gateway = new(request => Interlocked.Increment(ref count) == 1
            ? request.SendAsync(302, "text/plain", default, "Location: /moved")
            : request.SendAsync(307, "text/plain", default, $"Location: {files.Uri}v.mp4"));
        await using TestPipeline line = new(TestPipeline.Done);
        line.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(line, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal(["Bearer some-key", "Bearer some-key"], gateway.Requests.Select(request => request.Header("Authorization")));
        Assert.Null(Assert.Single(files.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task A_key_that_was_left_behind_is_not_taken_up_on_the_way_back()
    {
        Uri? back = null;
        await using RawServer files = new(request => request.SendAsync(302, "text/plain", default, $"Location: {back}end"));
        int count = 0;
        await using RawServer gateway = new(request => Interlocked.Increment(ref count) == 1
            ? request.SendAsync(302, "text/plain", default, $"Location: {files.Uri}v.mp4")
            : request.SendFileAsync(One, "\"v1\""));
        back = gateway.Uri;
        await using TestPipeline line = new(TestPipeline.Done);
        line.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(line, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal(["Bearer some-key", null], gateway.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task Redirects_without_end_are_given_up()
    {
        await using RawServer server = new(request => request.SendAsync(302, "text/plain", default, "Location: /again"));
        await using TestPipeline line = new(TestPipeline.Done);
        (await line.SaveAsync(null, TaskAt(line, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_public_gateways_link_into_this_network_is_not_followed()
    {
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline line = new(TestPipeline.Done);
        line.Connect("LinkModel", new Uri("https://api.gateway.example/v1"), "some-key");
        SoraException error = (await line.SaveAsync(null, TaskAt(line, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Contains("private network", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_weak_etag_vouches_for_no_bytes()
    {
        await using RawServer server = Cutting((_, request) => request.SendAsync(200, "video/mp4", One), "W/\"v1\"");
        Assert.Equal(One, await SaveAsync(server));
        Assert.Null(server.Requests.Last().Header("Range"));
    }

    [Fact]
    public async Task A_rest_that_is_short_is_noticed_and_gone_on_with()
    {
        const int Piece = Size / 16;
        await using RawServer server = Cutting((_, request) =>
        {
            int from = int.Parse(request.Header("Range")![6..].TrimEnd('-'), CultureInfo.InvariantCulture);
            string range = $"Content-Range: bytes {from}-{from + Piece - 1}/{Size}";
            return request.SendAsync(206, "video/mp4", One.AsMemory(from, Piece), range, "ETag: \"v1\"");
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(9, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_time_and_again_is_no_failure_as_long_as_bytes_come()
    {
        const int Piece = Size / 20;
        await using RawServer server = new(async request =>
        {
            int from = int.Parse(request.Header("Range")?[6..].TrimEnd('-') ?? "0", CultureInfo.InvariantCulture);
            int left = Size - from;
            string[] part = from > 0 ? [$"Content-Range: bytes {from}-{Size - 1}/{Size}"] : [];
            await request.BeginAsync(
                from > 0 ? 206 : 200, ["Content-Type: video/mp4", $"Content-Length: {left}", "ETag: \"v1\"", .. part]);
            await request.WriteAsync(One.AsMemory(from, Math.Min(Piece, left)));
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.InRange(server.Requests.Count, 20, 22);
    }

    [Theory]
    [InlineData("\"v2\"", Size)]
    [InlineData("\"v1\"", Size + 1)]
    [InlineData("\"v1\"", Size - 1)]
    public async Task A_rest_of_another_file_is_never_put_behind_the_beginning_of_this_one(string etag, int total)
    {
        await using RawServer server = Cutting((count, request) => count == 1
            ? request.SendAsync(
                206, "video/mp4", Other.AsMemory(Size / 2), $"Content-Range: bytes {Size / 2}-{Size - 1}/{total}", $"ETag: {etag}")
            : request.SendFileAsync(Other, "\"v2\""));
        Assert.Equal(Other, await SaveAsync(server));
        Assert.Null(server.Requests.Last().Header("Range"));
    }

    [Fact]
    public async Task A_rest_without_an_etag_is_taken_since_the_server_was_asked_for_no_other()
    {
        await using RawServer server = Cutting((_, request) => request.SendAsync(
            206, "video/mp4", One.AsMemory(Size / 2), $"Content-Range: bytes {Size / 2}-{Size - 1}/{Size}"));
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task More_bytes_than_the_file_has_are_not_taken()
    {
        await using RawServer server = Cutting(async (count, request) =>
        {
            if (count > 1)
            {
                await request.SendFileAsync(One, "\"v1\"");
                return;
            }

            await request.BeginAsync(
                206, "Content-Type: video/mp4", $"Content-Range: bytes {Size / 2}-{Size - 1}/{Size}", "ETag: \"v1\"");
            await request.WriteAsync(One.AsMemory(Size / 2));
            await request.WriteAsync("one more"u8.ToArray());
        });
        Assert.Equal(One, await SaveAsync(server));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_part_that_nobody_asked_for_ends_in_an_error()
    {
        await using RawServer server = new(request =>
            request.SendAsync(206, "video/mp4", One.AsMemory(0, 1000), $"Content-Range: bytes 0-999/{Size}", "ETag: \"v1\""));
        await FailAsync(server, SoraErrorKind.DownloadFailed);
        Assert.Equal(8, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_always_goes_on_at_another_place_comes_to_an_end()
    {
        await using RawServer server = new(async request =>
        {
            if (request.Header("Range") is not null)
            {
                await request.SendAsync(206, "video/mp4", One.AsMemory(5), $"Content-Range: bytes 5-{Size - 1}/{Size}");
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", "ETag: \"v1\"");
            await request.WriteAsync(One.AsMemory(0, Size / 2));
        });
        await FailAsync(server, SoraErrorKind.DownloadFailed);
        Assert.InRange(server.Requests.Count, 8, 20);
    }

    [Fact]
    public async Task A_server_that_calls_half_a_file_all_of_it_comes_to_an_end()
    {
        await using RawServer server = new(async request =>
        {
            if (request.Header("Range") is { } range)
            {
                await request.SendAsync(416, "text/plain", default, $"Content-Range: bytes */{range[6..].TrimEnd('-')}");
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", "ETag: \"v1\"");
            await request.WriteAsync(One.AsMemory(0, Size / 2));
        });
        await FailAsync(server, SoraErrorKind.InvalidVideo);
        Assert.InRange(server.Requests.Count, 8, 20);
    }

    [Fact]
    public async Task A_file_that_shrinks_with_every_try_comes_to_an_end()
    {
        int total = Size;
        await using RawServer server = new(async request =>
        {
            int now = Interlocked.Add(ref total, -1000);
            int from = int.Parse(request.Header("Range")?[6..].TrimEnd('-') ?? "0", CultureInfo.InvariantCulture);
            string[] part = from > 0 ? [$"Content-Range: bytes {from}-{now - 1}/{now}"] : [];
            await request.BeginAsync(
                from > 0 ? 206 : 200, ["Content-Type: video/mp4", $"Content-Length: {now - from}", "ETag: \"v1\"", .. part]);
            await request.WriteAsync(One.AsMemory(from, 70_000));
        });
        await FailAsync(server, SoraErrorKind.DownloadFailed);
        Assert.InRange(server.Requests.Count, 8, 20);
    }

    [Fact]
    public async Task A_server_that_sends_a_byte_now_and_then_is_left()
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
            while (true)
            {
                DateTimeOffset last = _clock.GetUtcNow();
                await request.WriteAsync(One.AsMemory(0, 1));
                await Eventually.TrueAsync(() => _clock.GetUtcNow() - last >= TimeSpan.FromSeconds(5), "5 s later");
            }
        });
        await using TestPipeline line = new(TestPipeline.Done, _clock);
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(line.SaveAsync(null, TaskAt(line, server.Uri)), 500);
        Assert.Equal(One, await File.ReadAllBytesAsync(Assert.Single(result.AssertNoErrors().Videos).Path));
        Assert.True(_clock.GetUtcNow() - start >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_failure_that_quotes_the_servers_bytes_is_no_cause()
    {
        await using RawServer server = new(request => request.WriteAsync(
            "said-by-the-server\r\n\r\n"u8.ToArray()));
        await using TestPipeline line = new(TestPipeline.Done, _clock);
        PipelineResult result = await _clock.DriveAsync(line.SaveAsync(null, TaskAt(line, server.Uri)), 500);
        Assert.DoesNotContain("said-by", result.Error(SoraErrorKind.DownloadFailed).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("video/quicktime", "video/quicktime")]
    [InlineData("application/octet-stream", "video/mp4")]
    public async Task A_type_that_says_nothing_about_the_video_is_not_passed_on(string sent, string expected)
    {
        await using RawServer server = new(request => request.SendAsync(200, sent, One));
        await using TestPipeline line = new(TestPipeline.Done);
        Assert.Equal(expected, Assert.Single((await line.SaveAsync(null, TaskAt(line, server.Uri))).AssertNoErrors().Videos).ContentType);
    }
}
