using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>
/// AI/ML API takes a tier and a ratio, never pixels. Its '1080p' is 1792x1024 by the text of image_url, although the
/// model page says that the number is the short side.
/// </summary>
internal static class AimlApiShape
{
    private const string DefaultRatio = "16:9";

    private static readonly Dictionary<string, string> s_tiers = new()
    {
        ["1280x720"] = "720p",
        ["720x1280"] = "720p",
        ["1792x1024"] = "1080p",
        ["1024x1792"] = "1080p",
        ["1920x1080"] = "1080p",
        ["1080x1920"] = "1080p",
    };

    private static readonly Dictionary<string, string> s_landscape = new()
    {
        ["720p"] = "1280x720",
        ["1080p"] = "1792x1024",
    };

    private static readonly Dictionary<string, string> s_portrait = new()
    {
        ["720p"] = "720x1280",
        ["1080p"] = "1024x1792",
    };

    /// <summary>Pixels that stand for a tier become that tier and its ratio.</summary>
    internal static ResolvedRequest Resolve(ResolvedRequest request)
    {
        if (request.Resolution is null || !s_tiers.TryGetValue(request.Resolution, out string? tier))
        {
            return request;
        }

        string? ratio = VideoShape.RatioOf(request.Resolution);
        if (request.AspectRatio is not null && request.AspectRatio != ratio)
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest,
                $"The resolution {request.Resolution} is {ratio}, but the ratio asked for is {request.AspectRatio}.")
            {
                RecommendedAction = $"Give one of the two only, or the tier {tier} with the ratio.",
            };
        }

        return request with { Resolution = tier, AspectRatio = ratio };
    }

    /// <summary>'The image must match the video': what is wrong with the pixels of a local image.</summary>
    internal static IEnumerable<string> ImageFaults(PreparedRequest request, SoraModel model)
    {
        Dictionary<string, string> sizes = request.AspectRatio is "9:16" ? s_portrait : s_landscape;
        if (request.Picture is { Width: int width, Height: int height }
            && sizes.TryGetValue(request.Resolution ?? model.DefaultResolution ?? "", out string? size)
            && size != FormattableString.Invariant($"{width}x{height}"))
        {
            yield return $"The image is {width}x{height} pixels, but must be as large as the video: {size} for "
                + $"{request.Resolution ?? model.DefaultResolution} at {request.AspectRatio ?? DefaultRatio}.";
        }
    }
}
