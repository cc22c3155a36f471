using System.Globalization;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.OpenAI;

/// <summary>OpenAI takes 'size' in pixels. A row has a tier and a ratio, or the pixels themselves.</summary>
internal static class OpenAISize
{
    private const string DefaultTier = "720p";

    /// <summary>'size' is 720x1280 by default (reference): portrait.</summary>
    private const string DefaultRatio = "9:16";

    /// <summary>The six documented sizes; the middle tier has no name of its own at OpenAI.</summary>
    private static readonly (string Size, string Tier, string Ratio)[] s_documented =
    [
        ("1280x720", "720p", "16:9"), ("720x1280", "720p", "9:16"),
        ("1792x1024", "1024p", "16:9"), ("1024x1792", "1024p", "9:16"),
        ("1920x1080", "1080p", "16:9"), ("1080x1920", "1080p", "9:16"),
    ];

    /// <summary>Documented pixels become tier and ratio, by which models are checked and priced; others stay.</summary>
    internal static ResolvedRequest Resolve(ResolvedRequest request)
    {
        if (!VideoShape.TryPixels(request.Resolution, out _, out _))
        {
            // Without a ratio the gateway's default shape applies: then the task says so.
            return request.Resolution is null || request.AspectRatio is not null
                ? request
                : request with { AspectRatio = DefaultRatio };
        }

        (string Size, string Tier, string Ratio) known =
            s_documented.FirstOrDefault(entry => entry.Size == request.Resolution);
        bool contradicts = request.AspectRatio is not null && (known.Size is not null
            ? known.Ratio != request.AspectRatio
            : VideoShape.IsPortrait(null, request.Resolution) != VideoShape.IsPortrait(request.AspectRatio));
        if (contradicts)
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest,
                $"The resolution {request.Resolution} contradicts the ratio {request.AspectRatio}.")
            {
                RecommendedAction = "Give one of the two only, or a tier such as -Resolution 720p with the ratio.",
            };
        }

        return known.Size is null ? request : request with { Resolution = known.Tier, AspectRatio = known.Ratio };
    }

    /// <summary>
    /// The pixels of a row; null where it asks for none, or for a tier that is no whole number of pixels.
    /// </summary>
    internal static string? Of(ResolvedRequest request)
    {
        if (VideoShape.TryPixels(request.Resolution, out _, out _))
        {
            return request.Resolution;
        }

        if (request.Resolution is null && request.AspectRatio is null)
        {
            return null;
        }

        string tier = request.Resolution ?? DefaultTier;
        string ratio = request.AspectRatio ?? DefaultRatio;
        return s_documented.FirstOrDefault(entry => entry.Tier == tier && entry.Ratio == ratio).Size
            ?? Computed(tier, ratio);
    }

    /// <summary>
    /// 'Inpaint image must match the requested width and height': what is wrong with a local image's pixels.
    /// </summary>
    internal static IEnumerable<string> ImageFaults(PreparedRequest request)
    {
        string? size = Of(request.AspectRatio is null ? request with { AspectRatio = DefaultRatio } : request);
        if (request.Picture is { Width: int width, Height: int height }
            && size is not null
            && size != FormattableString.Invariant($"{width}x{height}"))
        {
            yield return $"The image is {width}x{height} pixels, but must be as large as the video, which is {size}.";
        }
    }

    /// <summary>The tier is the short side, as in 720p; for models that OpenAI does not document.</summary>
    private static string? Computed(string tier, string ratio)
    {
        string[] parts = ratio.Split(':');
        if (parts.Length != 2 || !Whole(parts[0], out int across) || !Whole(parts[1], out int down)
            || !tier.EndsWith('p') || !Whole(tier[..^1], out int side))
        {
            return null;
        }

        long scaled = (long)side * Math.Max(across, down);
        long rest = scaled % Math.Min(across, down);
        long length = scaled / Math.Min(across, down);
        return rest != 0 ? null
            : across >= down ? FormattableString.Invariant($"{length}x{side}")
            : FormattableString.Invariant($"{side}x{length}");
    }

    private static bool Whole(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;
}
