namespace SoraPS.Bench.Polling;

/// <summary>What waiting for a batch came to.</summary>
/// <param name="Delay">Mean seconds from a video's being ready to its being seen.</param>
/// <param name="PollsPerTask">Status requests per task.</param>
internal sealed record Outcome(double Delay, double PollsPerTask);
