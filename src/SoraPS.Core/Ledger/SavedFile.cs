namespace SoraPS.Core.Ledger;

/// <summary>A file that was saved and passed its checks.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Sha256">Hash of the content, lower-case hex.</param>
/// <param name="ContentType">Media type, such as video/mp4.</param>
public sealed record SavedFile(string Path, long Length, string Sha256, string ContentType);
