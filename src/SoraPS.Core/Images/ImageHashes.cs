using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SoraPS.Core.Images;

/// <summary>
/// Hashes of the local images and data: URLs of a run's rows, each file read once: a picture is the same wherever it lies.
/// </summary>
internal sealed class ImageHashes
{
    // No gateway takes more; what is larger is refused before it is sent.
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, string?> _known = new();

    /// <summary>Hash of the picture's bytes, lower-case hex; null if it is none that can be read.</summary>
    public string? Of(ImageInput image) => image switch
    {
        { Path: { } file } => _known.GetOrAdd(file, path => Hash(() => ImageFile.Load(path, MaxBytes))),
        { Data: { } url } => Hash(() => DataUrl.Load(url, MaxBytes)),
        _ => null,
    };

    private static string? Hash(Func<LoadedImage> load)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(load().Bytes.Span));
        }
        catch (SoraException)
        {
            // It fails when the row is prepared; one that was sent before needs its image no more.
            return null;
        }
    }
}
