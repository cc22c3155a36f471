using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Downloads;

/// <summary>What saving took.</summary>
/// <param name="Seconds">Of the line alone, or of the whole process where there is no line in it.</param>
/// <param name="Cost">Of the whole process.</param>
internal sealed record SavingRun(double Seconds, ProcessCost Cost);
