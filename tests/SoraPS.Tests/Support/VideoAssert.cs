using System.Security.Cryptography;
using System.Text.Json;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Emulator;

namespace SoraPS.Tests.Support;

/// <summary>What must be true of every saved video.</summary>
public static class VideoAssert
{
    /// <summary>A playable file of which hash, length and sidecar tell the truth.</summary>
    public static void Intact(SoraVideo video)
    {
        byte[] bytes = File.ReadAllBytes(video.Path);
        Mp4Facts facts = Mp4Facts.Of(bytes);
        Assert.Equal("avc1", facts.Codec);
        Assert.Equal((video.Length, video.Sha256), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        using JsonDocument sidecar = JsonDocument.Parse(File.ReadAllText(video.Path + ".json"));
        Assert.Equal(video.Sha256, sidecar.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(video.Task.Id, sidecar.RootElement.GetProperty("id").GetString());
    }

    /// <summary>Each row has its own intact file, nothing was paid twice, and no key left the gateway.</summary>
    public static void AllSaved(TestPipeline pipeline, PipelineResult result, IReadOnlyCollection<VideoRequest> rows)
    {
        result.AssertNoErrors();
        Assert.Equal(
            rows.Select(row => $"{row.Name}.mp4").Order(StringComparer.Ordinal),
            result.Videos.Select(video => Path.GetFileName(video.Path)).Order(StringComparer.Ordinal));
        Assert.Equal(rows.Count * 2, pipeline.Folder.Files.Length);
        Assert.All(result.Videos, Intact);
        Assert.Equal(rows.Count, result.Videos.Select(video => video.Sha256).Distinct().Count());
        EmulatorCounters counters = pipeline.Emulator.Counters;
        Assert.Equal((rows.Count, 0, 0), (counters.TasksMade, counters.DuplicateTasks, counters.KeysSeenOnDownloadOrigin));
    }
}
