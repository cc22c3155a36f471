using System.Globalization;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>A server that never gives the whole file is left in the end.</summary>
public sealed class EndlessDownloadTests
{
    private readonly ManualTimeProvider _clock = new();

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
        await using TestPipeline pipeline = new(TestPipeline.Done, _clock);
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri)), 500);
        Assert.Equal(One, await File.ReadAllBytesAsync(Assert.Single(result.AssertNoErrors().Videos).Path));
        Assert.True(_clock.GetUtcNow() - start >= TimeSpan.FromSeconds(60));
    }
}
