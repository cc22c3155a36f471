using System.Globalization;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>A download goes on where it broke off, but only with bytes that are surely of the same file.</summary>
public sealed class ResumeTests
{
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
    public async Task What_another_task_left_unfinished_is_never_continued()
    {
        await using RawServer server = new(request => request.SendFileAsync(Other, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await File.WriteAllBytesAsync(pipeline.Folder.File("t1.mp4.part"), One[..(Size / 2)]);
        await File.WriteAllTextAsync(
            pipeline.Folder.File("t1.mp4.part.json"), $$"""{"owner":"LinkModel/t0/video","validator":"\"v1\"","total":{{Size}}}""");
        SoraVideo video = Assert.Single((await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).AssertNoErrors().Videos);
        Assert.Equal(Other, await File.ReadAllBytesAsync(video.Path));
        Assert.Null(server.Requests.Single().Header("Range"));
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
}
