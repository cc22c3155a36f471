namespace SoraPS;

/// <summary>A saved file that passed its integrity checks.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Sha256">SHA-256 hash of the content, in lowercase hexadecimal.</param>
/// <param name="ContentType">Media type, such as video/mp4.</param>
/// <param name="Task">The task that made it.</param>
public sealed record SoraVideo(string Path, long Length, string Sha256, string ContentType, SoraTask Task)
{
    /// <summary>Name of the file without its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Same as <see cref="Path"/>, under the property name of file objects.</summary>
    public string FullName => Path;

    /// <summary>Same as <see cref="Path"/>, so that the object can be piped to Get-Item, Copy-Item and similar cmdlets.</summary>
    public string PSPath => Path;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
