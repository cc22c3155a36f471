using System.Globalization;

namespace SoraPS.Core.Requests;

/// <summary>Exact pixels for gateways that take a size where the user gives a ratio and a tier.</summary>
public static class VideoSize
{
    /// <summary>
    /// Width and height that a row asks for: its exact pixels, else its ratio at its tier; null if it gives no shape or
    /// one that cannot be read.
    /// </summary>
    public static (int Width, int Height)? Of(string? ratio, string? resolution, int defaultTier = 720)
    {
        if (VideoShape.TryPixels(resolution, out int width, out int height))
        {
            return (width, height);
        }

        string[] parts = ratio?.Split(':') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int w)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int h)
            && w > 0 && h > 0
            && (resolution is null ? defaultTier : Tier(resolution)) is int tier
            ? w > h ? (Even((double)tier * w / h), tier) : (tier, Even((double)tier * h / w))
            : null;
    }

    /// <summary>
    /// The shorter side that a resolution stands for: 720 for 720p and for 1280x720; null if it cannot be read.
    /// </summary>
    public static int? Tier(string? resolution) => VideoShape.Tier(resolution) is [.. string digits, 'p']
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int tier)
        && tier > 0
        ? tier
        : null;

    // Codecs want even sides.
    private static int Even(double side) => 2 * (int)Math.Round(side / 2);
}
