using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>Servers of files that do what servers do.</summary>
public sealed class FetchTests
{
    private const int Size = 2 * 1024 * 1024;
    private static readonly byte[] s_file = Video("one");
    private static readonly byte[] s_other = Video("two");
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(EmulatorFaultKind.HtmlDownload, SoraErrorKind.InvalidVideo)]
    [InlineData(EmulatorFaultKind.EmptyBody, SoraErrorKind.InvalidVideo)]
    [InlineData(EmulatorFaultKind.ErrorBefore, SoraErrorKind.DownloadFailed)]
    [InlineData(EmulatorFaultKind.Reset, SoraErrorKind.DownloadFailed)]
    [InlineData(EmulatorFaultKind.ExpiredLink, SoraErrorKind.TaskExpired)]
    public async Task What_never_becomes_a_video_is_an_error_and_no_file(EmulatorFaultKind kind, SoraErrorKind error)
    {
        await using Line line = new(
            new() { TimeProvider = _clock, GenerationTime = TimeSpan.Zero, Faults = [new() { Kind = kind, On = EmulatorOperation.Download }] }, _clock);
        SoraTask task = Assert.Single((await line.SubmitAsync("LinkModel", Line.Row(0))).Submitted);
        task = Assert.Single((await _clock.DriveAsync(line.WaitAsync(new WaitOptions(), task))).Ended);
        (await _clock.DriveAsync(line.SaveAsync(null, task))).Error(error);
        Assert.Empty(line.Folder.Files);
        Assert.Equal(1, line.Emulator.Counters.Creates);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task An_expired_link_is_asked_for_again(string provider)
    {
        await using Line line = new(Line.Done with { Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }] });
        SoraTask task = await line.FinishedAsync(provider);
        int polls = line.Emulator.Counters.Polls;
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(null, task)).Clean().Videos));
        Assert.Equal((2, polls + 1), (line.Emulator.Counters.Downloads, line.Emulator.Counters.Polls));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(403)]
    public async Task A_file_that_is_gone_is_asked_for_once_more_and_is_then_expired(int status)
    {
        await using RawServer server = new(request => request.SendAsync(status, "text/html", "<html>"u8.ToArray()));
        await using Line line = new(Line.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        await using RawServer gateway = RawServer.OfJson((_, _) =>
            (200, $$$"""{"code":0,"data":{"task_id":"t1","status":"Success","file_url":"{{{server.Uri}}}v.mp4"}}"""));
        line.Connect("LinkModel", gateway.Uri, "some-key");
        LineResult result = await line.SaveAsync(null, task with { Endpoint = gateway.Uri, VideoUri = server.Uri });
        result.Error(SoraErrorKind.TaskExpired);
        Assert.Equal((2, 1), (server.Requests.Count, gateway.Requests.Count));
        Assert.Empty(line.Folder.Files);
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
            await request.WriteAsync(s_file);
        });
        Assert.Equal(s_file, await SaveAsync(server));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_gives_the_whole_file_again()
    {
        await using RawServer server = Cutting((_, request) => request.SendAsync(200, "video/mp4", s_file, "ETag: \"v1\""));
        Assert.Equal(s_file, await SaveAsync(server));
        Assert.NotNull(server.Requests.Last().Header("Range"));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        await using RawServer server = Cutting((_, request) => request.SendFileAsync(s_other, "\"v2\""));
        Assert.Equal(s_other, await SaveAsync(server));
        Assert.Equal("\"v1\"", server.Requests.Last().Header("If-Range"));
    }

    [Fact]
    public async Task A_server_that_goes_on_at_another_place_is_not_believed()
    {
        await using RawServer server = Cutting((count, request) => count == 1
            ? request.SendAsync(206, "video/mp4", s_file.AsMemory(5), $"Content-Range: bytes 5-{Size - 1}/{Size}")
            : request.SendFileAsync(s_file, "\"v1\""));
        Assert.Equal(s_file, await SaveAsync(server));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_range_that_the_server_refuses_begins_anew()
    {
        await using RawServer server = Cutting((count, request) => count == 1
            ? request.SendAsync(416, "text/plain", default)
            : request.SendFileAsync(s_file, "\"v1\""));
        Assert.Equal(s_file, await SaveAsync(server));
    }

    [Fact]
    public async Task Without_an_etag_nothing_is_resumed()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await request.SendAsync(200, "video/mp4", s_file);
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}");
            await request.WriteAsync(s_file.AsMemory(0, Size / 2));
        });
        Assert.Equal(s_file, await SaveAsync(server));
        Assert.Null(server.Requests.Last().Header("Range"));
    }

    [Fact]
    public async Task A_file_of_unknown_length_that_ends_early_is_noticed()
    {
        int count = 0;
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: video/mp4");
            await request.WriteAsync(s_file.AsMemory(0, Interlocked.Increment(ref count) > 1 ? Size : Size / 2));
        });
        Assert.Equal(s_file, await SaveAsync(server));
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
                await request.SendFileAsync(s_file, "\"v1\"");
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", "ETag: \"v1\"");
            await request.WriteAsync(s_file.AsMemory(0, Size / 2));
            await request.StallAsync();
        });
        await using Line line = new(Line.Done, _clock);
        LineResult result = await _clock.DriveAsync(line.SaveAsync(null, TaskAt(line, server.Uri)), 500);
        Assert.Equal(s_file, await File.ReadAllBytesAsync(Assert.Single(result.Clean().Videos).Path));
    }

    [Fact]
    public async Task What_another_task_left_unfinished_is_never_continued()
    {
        await using RawServer server = new(request => request.SendFileAsync(s_other, "\"v1\""));
        await using Line line = new(Line.Done);
        await File.WriteAllBytesAsync(line.Folder.File("t1.mp4.part"), s_file[..(Size / 2)]);
        await File.WriteAllTextAsync(
            line.Folder.File("t1.mp4.part.json"), $$"""{"owner":"LinkModel/t0/video","validator":"\"v1\"","total":{{Size}}}""");
        SoraVideo video = Assert.Single((await line.SaveAsync(null, TaskAt(line, server.Uri))).Clean().Videos);
        Assert.Equal(s_other, await File.ReadAllBytesAsync(video.Path));
        Assert.Null(server.Requests.Single().Header("Range"));
    }

    [Fact]
    public async Task The_key_goes_to_the_gateway_and_never_along_a_redirect_elsewhere()
    {
        await using RawServer files = new(request => request.SendFileAsync(s_file, "\"v1\""));
        int count = 0;
        await using RawServer gateway = new(request => Interlocked.Increment(ref count) == 1
            ? request.SendAsync(302, "text/plain", default, "Location: /moved")
            : request.SendAsync(307, "text/plain", default, $"Location: {files.Uri}v.mp4"));
        await using Line line = new(Line.Done);
        line.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(line, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(null, task)).Clean().Videos));
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
            : request.SendFileAsync(s_file, "\"v1\""));
        back = gateway.Uri;
        await using Line line = new(Line.Done);
        line.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(line, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        Assert.Single((await line.SaveAsync(null, task)).Clean().Videos);
        Assert.Equal(["Bearer some-key", null], gateway.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task Redirects_without_end_are_given_up()
    {
        await using RawServer server = new(request => request.SendAsync(302, "text/plain", default, "Location: /again"));
        await using Line line = new(Line.Done);
        (await line.SaveAsync(null, TaskAt(line, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_public_gateways_link_into_this_network_is_not_followed()
    {
        await using RawServer server = new(request => request.SendFileAsync(s_file, "\"v1\""));
        await using Line line = new(Line.Done);
        line.Connect("LinkModel", new Uri("https://api.gateway.example/v1"), "some-key");
        SoraException error = (await line.SaveAsync(null, TaskAt(line, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Contains("private network", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_finished_task_without_a_link_is_an_error()
    {
        await using Line line = new(Line.Done);
        (await line.SaveAsync(null, TaskAt(line, null))).Error(SoraErrorKind.InvalidResponse);
    }

    private static async Task<byte[]> SaveAsync(RawServer server)
    {
        await using Line line = new(Line.Done);
        SoraVideo video = Assert.Single((await line.SaveAsync(null, TaskAt(line, server.Uri))).Clean().Videos);
        VideoAssert.Intact(video);
        Assert.Equal(["t1.mp4", "t1.mp4.json"], line.Folder.Files);
        return await File.ReadAllBytesAsync(video.Path);
    }

    /// <summary>A server that cuts the first answer in the middle; the function answers the others, from 1.</summary>
    private static RawServer Cutting(Func<int, RawRequest, Task> then)
    {
        int count = -1;
        return new RawServer(async request =>
        {
            int index = Interlocked.Increment(ref count);
            if (index > 0)
            {
                await then(index, request);
                return;
            }

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", "ETag: \"v1\"");
            await request.WriteAsync(s_file.AsMemory(0, Size / 2));
        });
    }

    private static SoraTask TaskAt(Line line, Uri? link) => new()
    {
        RequestId = "r1",
        Id = "t1",
        Provider = "LinkModel",
        Endpoint = line.Emulator.BaseUri("LinkModel"),
        State = SoraTaskState.Succeeded,
        CreatedAt = DateTimeOffset.UtcNow,
        VideoUri = link,
    };

    private static byte[] Video(string id) =>
        [.. VideoLibrary.Create("1280x720", 4, id, Size).Read(0, Size).SelectMany(piece => piece.ToArray())];
}
