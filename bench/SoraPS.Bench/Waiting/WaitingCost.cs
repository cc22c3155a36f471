namespace SoraPS.Bench.Waiting;

/// <summary>What waiting for many tasks took.</summary>
/// <param name="Memory">Bytes a task, beyond the task itself and its strings.</param>
/// <param name="Look">Microseconds of processor time for a look.</param>
/// <param name="Idle">Percent of one core, while no look is due.</param>
internal sealed record WaitingCost(double Memory, double Look, double Idle);
