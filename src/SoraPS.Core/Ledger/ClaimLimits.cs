namespace SoraPS.Core.Ledger;

/// <summary>What a claim must keep to, counted over all processes on the ledger; null is no limit.</summary>
/// <param name="BatchCost">
/// The most that the row's batch may cost, in the currency of the task's estimate. A task without an estimate does not count.
/// </param>
/// <param name="ConcurrentTasks">How many unfinished tasks the task's provider may have.</param>
public sealed record ClaimLimits(decimal? BatchCost, int? ConcurrentTasks);
