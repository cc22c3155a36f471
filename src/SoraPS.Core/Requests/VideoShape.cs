using System.Globalization;

namespace SoraPS.Core.Requests;

/// <summary>The spellings of ratio and resolution that users and gateways have, brought to one.</summary>
public static class VideoShape
{
    /// <summary>Brings a ratio to W:H: 'landscape' is 16:9 and 'portrait' 9:16; others are returned trimmed.</summary>
    public static string? Ratio(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "landscape" => "16:9",
        "portrait" => "9:16",
        "square" => "1:1",
        string other => other.Replace('/', ':'),
    };

    /// <summary>Brings a resolution to '720p' or '1280x720': 720P, 1280*720 and 1280×720 are understood.</summary>
    public static string? Resolution(string? text)
    {
        string? trimmed = text?.Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(trimmed) ? null : trimmed.Replace('*', 'x').Replace('×', 'x').Replace(" ", "");
    }

    /// <summary>Reads exact pixels; false for a tier such as 720p.</summary>
    public static bool TryPixels(string? resolution, out int width, out int height)
    {
        width = height = 0;
        string[] parts = Resolution(resolution)?.Split('x') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out height)
            && width > 0 && height > 0;
    }

    /// <summary>The tier of exact pixels, named by the short side (1792x1024 is 1024p); a tier as it is.</summary>
    public static string? Tier(string? resolution) => TryPixels(resolution, out int width, out int height)
        ? $"{Math.Min(width, height)}p"
        : Resolution(resolution);

    /// <summary>Whether a ratio, or exact pixels, are taller than wide; null if neither says.</summary>
    public static bool? IsPortrait(string? ratio, string? resolution = null)
    {
        if (TryPixels(resolution, out int width, out int height))
        {
            return height > width;
        }

        string[] parts = Ratio(ratio)?.Split(':') ?? [];
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double w)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double h)
            ? h > w
            : null;
    }

    /// <summary>The shape of exact pixels as the ratio that gateways name it: 16:9, 9:16 or 1:1.</summary>
    public static string? RatioOf(string? resolution) => TryPixels(resolution, out int width, out int height)
        ? width == height ? "1:1" : width > height ? "16:9" : "9:16"
        : null;
}
