using SoraPS.Core.Saving;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>Videos that are large enough to be taken up again, and a task whose video a test's own server has.</summary>
internal static class MadeFiles
{
    public const int Size = 2 * 1024 * 1024;

    public static SaveOptions Options(TestPipeline pipeline) => new() { Folder = pipeline.Folder.Path };

    public static byte[] One { get; } = Video("one");

    public static byte[] Other { get; } = Video("two");

    public static SoraTask TaskAt(TestPipeline pipeline, Uri? link) => new()
    {
        RequestId = "r1",
        Id = "t1",
        Provider = "LinkModel",
        Endpoint = pipeline.Emulator.BaseUri("LinkModel"),
        State = SoraTaskState.Succeeded,
        RawState = "success",
        CreatedAt = DateTimeOffset.UtcNow,
        VideoUri = link,
    };

    /// <summary>A server that cuts the first answer in the middle; the function answers the others, from 1.</summary>
    public static RawServer Cutting(Func<int, RawRequest, Task> then, string etag = "\"v1\"")
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

            await request.BeginAsync(200, "Content-Type: video/mp4", $"Content-Length: {Size}", $"ETag: {etag}");
            await request.WriteAsync(One.AsMemory(0, Size / 2));
        });
    }

    /// <summary>Saves the one file of a server, by a clock for which pauses pass at once.</summary>
    public static async Task<byte[]> SaveAsync(RawServer server)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        SoraVideo video = Assert.Single((await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).AssertNoErrors().Videos);
        VideoAssert.Intact(video);
        Assert.Equal(["t1.mp4", "t1.mp4.json"], pipeline.Folder.Files);
        return await File.ReadAllBytesAsync(video.Path);
    }

    /// <summary>The error of a server whose file cannot be saved; nothing is left of it under its name.</summary>
    public static async Task<SoraException> FailAsync(RawServer server, SoraErrorKind kind)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        SoraException error = (await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).Error(kind);
        Assert.DoesNotContain("t1.mp4", pipeline.Folder.Files);
        return error;
    }

    private static byte[] Video(string id) =>
        [.. VideoLibrary.Create("1280x720", 4, id, Size).Read(0, Size).SelectMany(piece => piece.ToArray())];
}
