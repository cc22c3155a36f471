using System.Globalization;

namespace SoraPS.Core.Images;

/// <summary>A picture that was read, from a file or a data: URL, and recognised.</summary>
/// <param name="Bytes">The picture as it is.</param>
/// <param name="ContentType">image/jpeg, image/png or image/webp, told by the bytes and not by the name.</param>
/// <param name="Width">Pixels across; null if its header does not tell.</param>
/// <param name="Height">Pixels down; null if its header does not tell.</param>
public sealed record LoadedImage(ReadOnlyMemory<byte> Bytes, string ContentType, int? Width, int? Height)
{
    /// <summary>Recognises a picture.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="SoraException">InvalidRequest: it is no JPEG, PNG or WebP.</exception>
    internal static LoadedImage Of(byte[] bytes, string name)
    {
        string type = ImageHeader.ContentType(bytes) ?? throw new SoraException(
            SoraErrorKind.InvalidRequest, $"The {name} is {ImageHeader.Describe(bytes)}, not a JPEG, PNG or WebP picture.")
        {
            RecommendedAction = "Save it as JPEG, PNG or WebP; renaming the file does not change its kind.",
        };
        (int Width, int Height)? size = ImageHeader.Size(bytes, type);
        return new LoadedImage(bytes, type, size?.Width, size?.Height);
    }

    /// <summary>The error of a picture that is too large.</summary>
    internal static SoraException TooLarge(string name, long maxBytes) => new(
        SoraErrorKind.InvalidRequest,
        string.Create(CultureInfo.InvariantCulture, $"The {name} is larger than the {maxBytes:N0} bytes that may be sent."))
    {
        RecommendedAction = "Scale it down to the size of the video or compress it more.",
    };

    /// <summary>The picture as a data URL (RFC 2397), for gateways that take it inside JSON.</summary>
    public string ToDataUrl() => $"data:{ContentType};base64,{Convert.ToBase64String(Bytes.Span)}";
}
