namespace SoraPS.Bench.Downloads;

/// <summary>A finished video at the emulator.</summary>
/// <param name="Name">Its file's name, without extension.</param>
/// <param name="Id">The task's id.</param>
/// <param name="Sha256">Hash of its bytes, as fetched by a client that does nothing else.</param>
internal sealed record MadeVideo(string Name, string Id, string Sha256);
