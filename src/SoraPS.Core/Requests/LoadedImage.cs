namespace SoraPS.Core.Requests;

/// <summary>A local picture that was read and recognised.</summary>
/// <param name="Bytes">The file as it is.</param>
/// <param name="ContentType">image/jpeg, image/png or image/webp, told by the bytes and not by the name.</param>
/// <param name="Width">Pixels across; null if its header does not tell.</param>
/// <param name="Height">Pixels down; null if its header does not tell.</param>
public sealed record LoadedImage(ReadOnlyMemory<byte> Bytes, string ContentType, int? Width, int? Height)
{
    /// <summary>The picture as a data URL (RFC 2397), for gateways that take it inside JSON.</summary>
    public string ToDataUrl() => $"data:{ContentType};base64,{Convert.ToBase64String(Bytes.Span)}";
}
