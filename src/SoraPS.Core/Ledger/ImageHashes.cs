using System.Collections.Concurrent;
using System.Security.Cryptography;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger;

/// <summary>Hashes of the local images of a run's rows, each read once: a picture is the same wherever it lies.</summary>
internal sealed class ImageHashes
{
    // No gateway takes more; what is larger is refused before it is sent.
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, string?> _known = new();

    /// <summary>Hash of the file's content, lower-case hex; null if it is no image that can be read.</summary>
    public string? Of(string path) => _known.GetOrAdd(path, Read);

    private static string? Read(string path)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(ImageFile.Load(path, MaxBytes).Bytes.Span));
        }
        catch (SoraException)
        {
            // Told when the row is prepared; one that was sent before needs its image no more.
            return null;
        }
    }
}
