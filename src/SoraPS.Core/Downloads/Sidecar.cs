using System.Text.Json;
using System.Text.Json.Serialization;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Downloads;

/// <summary>The .json beside a video that says how it was made. It holds no key and no link.</summary>
internal sealed record Sidecar
{
    public required string Provider { get; init; }

    public required string? Id { get; init; }

    public required string RequestId { get; init; }

    public string? Model { get; init; }

    public string? Name { get; init; }

    public string? Batch { get; init; }

    public string? Prompt { get; init; }

    public int? Duration { get; init; }

    public string? AspectRatio { get; init; }

    public string? Resolution { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public decimal? Price { get; init; }

    public string? Currency { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    public required string ContentType { get; init; }

    public static string PathOf(string video) => video + ".json";

    /// <summary>What it is called until the video has its name (see <see cref="TargetLock"/>).</summary>
    public static string UnfinishedOf(string video) => PathOf(video) + ".part";

    public static Sidecar Of(SoraVideo video) => new()
    {
        Provider = video.Task.Provider,
        Id = video.Task.Id,
        RequestId = video.Task.RequestId,
        Model = video.Task.Model,
        Name = video.Task.Name,
        Batch = video.Task.Batch,
        Prompt = video.Task.Prompt,
        Duration = video.Task.Duration,
        AspectRatio = video.Task.AspectRatio,
        Resolution = video.Task.Resolution,
        CreatedAt = video.Task.CreatedAt,
        CompletedAt = video.Task.CompletedAt,
        Price = video.Task.Price,
        Currency = video.Task.Currency,
        Length = video.Length,
        Sha256 = video.Sha256,
        ContentType = video.ContentType,
    };

    /// <summary>What it says about the video as a file.</summary>
    public SavedFile AsFile(string video) => new(video, Length, Sha256, ContentType);

    /// <summary>As it is written.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SidecarContext.Default.Sidecar);

    /// <summary>What stands beside a video; null if nothing readable does.</summary>
    public static Sidecar? Read(string video)
    {
        // One that a killed process left is about the video only once that one's bytes have its name.
        Sidecar? unsettled = File.Exists(PartFile.PathOf(video)) ? null : ReadFile(UnfinishedOf(video));
        return unsettled ?? ReadFile(PathOf(video));
    }

    /// <summary>The task that made a video, as provider/id; null if its sidecar does not say.</summary>
    public static string? OwnerOf(string video) => Read(video) is { Id: { } id, Provider: { } provider } ? $"{provider}/{id}" : null;

    /// <summary>What a file says; null if nothing readable does.</summary>
    public static Sidecar? ReadFrom(Stream stream)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, SidecarContext.Default.Sidecar);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Sidecar? ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return ReadFrom(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No readable sidecar: whoever asks treats the video as somebody else's.
            return null;
        }
    }
}

/// <summary>Source-generated JSON of the sidecar.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Sidecar))]
[JsonSerializable(typeof(PartState))]
internal sealed partial class SidecarContext : JsonSerializerContext;
