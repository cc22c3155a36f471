namespace SoraPS.Bench.Polling;

/// <summary>What a simulated server is like.</summary>
/// <param name="Latency">How long it takes for an answer; zero to answer at once.</param>
/// <param name="HasList">Whether it lists tasks.</param>
internal readonly record struct SimulatedServer(TimeSpan Latency, bool HasList);
