namespace SoraPS.Bench.Processes;

/// <summary>What a whole process took.</summary>
/// <param name="Wall">Seconds from its start to its end.</param>
/// <param name="Cpu">Seconds of processor time, of user and system, of it and its children.</param>
/// <param name="Peak">The most memory that it had resident, in MB (10^6 bytes).</param>
/// <param name="Output">What it printed.</param>
internal sealed record ProcessCost(double Wall, double Cpu, double Peak, string Output);
