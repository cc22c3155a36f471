namespace SoraPS.Core.Requests;

/// <summary>A reference image: a web address, or the bytes of a local file.</summary>
public sealed record ImageInput
{
    /// <summary>The web address, or null for a local file.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Full path of the local file, or null for a web address.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// The local file's bytes; read before a dialect is asked for a message, because dialects do no I/O.
    /// </summary>
    public LoadedImage? Content { get; init; }

    /// <summary>Name to send with the bytes.</summary>
    public string FileName => System.IO.Path.GetFileName(Path ?? Uri?.AbsolutePath ?? "image");

    /// <inheritdoc/>
    public override string ToString() => Path ?? Uri?.ToString() ?? "";
}
