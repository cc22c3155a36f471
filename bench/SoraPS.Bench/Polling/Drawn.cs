namespace SoraPS.Bench.Polling;

/// <summary>One task as it is drawn.</summary>
/// <param name="MadeAt">Seconds from the start to its making.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="Fails">Whether it ends without a video.</param>
internal readonly record struct Drawn(double MadeAt, double Seconds, bool Fails);
