namespace SoraPS.Emulator.Tasks;

/// <summary>A signed link to a task's video.</summary>
internal sealed record DownloadLink(string Token, string Signature, DateTimeOffset IssuedAt);
