using SoraPS.Core.Costs;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Submission;

/// <summary>How rows are submitted.</summary>
public sealed record SubmitOptions
{
    /// <summary>The connection for rows that name none; null for the default one.</summary>
    public string? Provider { get; init; }

    /// <summary>Which rows of a batch that were sent before are sent once more.</summary>
    public Resubmit Resubmit { get; init; }

    /// <summary>True if no row will be posted (-WhatIf): the ledger is left alone.</summary>
    public bool IsTrial { get; init; }

    /// <summary>
    /// The most that the rows may cost together, in their currency: the first row that would pass it and all later ones
    /// fail with CostLimitReached. Null for no limit.
    /// </summary>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// What earlier runs spent of <see cref="MaxCost"/>, by currency; null if it is for this run alone.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? Spent { get; init; }

    /// <summary>
    /// The prices that the limits go by; null for the published ones and the user's file.
    /// </summary>
    public PriceBook? Prices { get; init; }

    /// <summary>
    /// The most that a batch may cost over all runs and machines, in the currency of its rows: a row that would pass it and all later
    /// ones of the batch fail with CostLimitReached. Null for no limit; rows without a batch have none.
    /// </summary>
    public decimal? MaxBatchCost { get; init; }

    /// <summary>
    /// Submits rows of unknown price despite <see cref="MaxCost"/> and <see cref="MaxBatchCost"/>; they do not count.
    /// </summary>
    public bool AllowsUnknownCost { get; init; }

    /// <summary>How many create requests may be under way at once.</summary>
    public int Throttle { get; init; } = 32;

    /// <summary>
    /// Rows worked on at once: one at a time keeps their order; more have a worker for each slot and for each answer being written down.
    /// </summary>
    internal int Workers => Throttle <= 1 ? 1 : 2 * Throttle;

    /// <summary>The run that the stage is a part of; null for the one that stages share which name none.</summary>
    public LedgerRun? Run { get; init; }

    /// <summary>What to emit beyond results, errors and warnings.</summary>
    public Verbosity Detail { get; init; }
}
