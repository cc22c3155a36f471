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
    /// The prices that <see cref="MaxCost"/> goes by; null for the published ones and the user's file.
    /// </summary>
    public PriceBook? Prices { get; init; }

    /// <summary>Submits rows of unknown price despite <see cref="MaxCost"/>; they do not count.</summary>
    public bool AllowsUnknownCost { get; init; }

    /// <summary>How many create requests may be under way at once.</summary>
    public int Throttle { get; init; } = 32;

    /// <summary>The run that the stage is a part of; null for the one that stages share which name none.</summary>
    public LedgerRun? Run { get; init; }

    /// <summary>What to emit beyond results, errors and warnings.</summary>
    public Verbosity Detail { get; init; }
}
