using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Downloads;

/// <summary>What of a finished task is saved.</summary>
/// <param name="Name">As the OpenAI dialect names it: video, thumbnail or spritesheet.</param>
/// <param name="Extension">Of the file.</param>
/// <param name="ContentType">Where the server does not name a usable one.</param>
public sealed record Variant(string Name, string Extension, string ContentType)
{
    /// <summary>The video itself.</summary>
    public static Variant Video { get; } = new(Dialect.VideoContent, ".mp4", "video/mp4");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Variant> All { get; } =
    [
        Video,
        new("thumbnail", ".webp", "image/webp"),
        // OpenAI's guide "Video generation" saves it as .jpg.
        new("spritesheet", ".jpg", "image/jpeg"),
    ];

    /// <summary>The beginning of a fitting Content-Type.</summary>
    public string Family => ContentType[..(ContentType.IndexOf('/', StringComparison.Ordinal) + 1)];

    /// <summary>What is wrong with a file of this kind; null if nothing is.</summary>
    public string? Problem(Stream stream) => this == Video ? MediaCheck.Video(stream) : MediaCheck.Picture(stream);
}
