using SoraPS.Core.Networks;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>
/// What can be said of an image from its address alone, since the emulator fetches nothing: addresses that nobody outside
/// can reach, kinds that no gateway takes, and <c>too-large</c> in the path for an image over the limit.
/// </summary>
internal static class ImageAddress
{
    private static readonly string[] s_refused =
        [".gif", ".bmp", ".tif", ".tiff", ".svg", ".heic", ".avif", ".pdf", ".mp4"];

    public static ImageVerdict Judge(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            return ImageVerdict.NotAnAddress;
        }

        if (PrivateNetworks.Contain(uri))
        {
            return ImageVerdict.Unreachable;
        }

        if (s_refused.Contains(Path.GetExtension(uri.AbsolutePath).ToLowerInvariant()))
        {
            return ImageVerdict.WrongKind;
        }

        return uri.AbsolutePath.Contains("too-large", StringComparison.Ordinal)
            ? ImageVerdict.TooLarge
            : ImageVerdict.Good;
    }

    /// <summary>
    /// Null, or what is wrong with a callback address. A receiver on this machine is reached without the TLS that others need.
    /// </summary>
    public static string? JudgeCallback(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "http", IsLoopback: true })
        {
            return null;
        }

        if (uri is not { Scheme: "https" })
        {
            return "must be an HTTPS address";
        }

        if (url.Length > 2048)
        {
            return "must not exceed 2048 characters";
        }

        return PrivateNetworks.Contain(uri) ? "must not be an internal address" : null;
    }
}
