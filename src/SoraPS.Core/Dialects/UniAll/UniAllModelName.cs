using System.Globalization;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.UniAll;

/// <summary>
/// What a UniAll model name says about the video, such as sora2-portrait-12s or sora2-pro-1080p (model table of its
/// Sora 2 page); null where it does not say it, or where it is none of these names.
/// </summary>
internal sealed record UniAllModelName(string? AspectRatio, int? Duration, int? Tier)
{
    /// <summary>The family that the marketing pages and the answers name; it encodes nothing.</summary>
    public const string Family = "sora2";

    /// <summary>Reads a model name.</summary>
    public static UniAllModelName Read(string? model) => model?.ToLowerInvariant().Split('-') switch
    {
        [Family, "landscape", var length] => new("16:9", Number(length, 's'), 720),
        [Family, "portrait", var length] => new("9:16", Number(length, 's'), 720),
        [Family, "pro", .., var tier] => new(null, null, Number(tier, 'p')),

        // Its pages name no tier but 720p for the family.
        [Family] => new(null, null, 720),
        _ => new(null, null, null),
    };

    /// <summary>The name for a ratio and a length; null if the model table has none (16 s, 20 s, 1:1).</summary>
    public static string? Write(string ratio, int duration) => (ratio, duration) switch
    {
        ("16:9", 4 or 8 or 12) => $"{Family}-landscape-{duration}s",
        ("9:16", 4 or 8 or 12) => $"{Family}-portrait-{duration}s",
        _ => null,
    };

    /// <summary>Whether the name already says this ratio, or nothing was asked.</summary>
    public bool SaysRatio(string? ratio) => ratio is null || ratio == AspectRatio;

    /// <summary>Whether the name already says this length, or nothing was asked.</summary>
    public bool SaysDuration(int? duration) => duration is null || duration == Duration;

    /// <summary>Whether the name already says this resolution, as tier or in pixels, or nothing was asked.</summary>
    public bool SaysResolution(string? resolution) =>
        resolution is null || (Tier is not null && VideoSize.Tier(resolution) == Tier);

    private static int? Number(string part, char unit) =>
        part.EndsWith(unit) && int.TryParse(part[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
