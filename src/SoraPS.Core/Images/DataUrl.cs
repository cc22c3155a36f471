namespace SoraPS.Core.Images;

/// <summary>
/// Reads a picture inside an address, <c>data:image/png;base64,...</c> (RFC 2397). <see cref="Uri"/> could not hold it: it takes
/// 65,519 characters.
/// </summary>
public static class DataUrl
{
    /// <summary>What such an address begins with.</summary>
    public const string Scheme = "data:";

    private const string Name = "image in the data: URL";

    /// <summary>Whether a text is such an address, with its data in Base64.</summary>
    public static bool IsOne(string text) => DataOf(text) >= 0;

    /// <summary>Reads a picture of a known kind. Its bytes tell the kind, and not the media type, as with a file.</summary>
    /// <param name="url">The address.</param>
    /// <param name="maxBytes">The largest picture to accept.</param>
    /// <exception cref="SoraException">InvalidRequest: not in Base64, too large, or no JPEG, PNG or WebP.</exception>
    public static LoadedImage Load(string url, long maxBytes)
    {
        int start = DataOf(url);
        if (start < 0)
        {
            throw Invalid("has no Base64 in it");
        }

        // As in any address, '+' and '=' may be written as %2B and %3D.
        string data = url.IndexOf('%', start) < 0 ? url[start..] : Uri.UnescapeDataString(url[start..]);
        byte[] bytes = new byte[(data.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(data, bytes, out int length))
        {
            throw Invalid("is no valid Base64");
        }

        return length > maxBytes ? throw LoadedImage.TooLarge(Name, maxBytes) : LoadedImage.Of(bytes[..length], Name);
    }

    // Where the data begin; -1 if the text is no such address.
    private static int DataOf(string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        return text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && comma > 0 && text.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)
            ? comma + 1
            : -1;
    }

    private static SoraException Invalid(string what) => new(SoraErrorKind.InvalidRequest, $"The {Name} {what}.")
    {
        RecommendedAction = "Write it as data:image/png;base64, and the picture in Base64, or give a file or a web address.",
    };
}
