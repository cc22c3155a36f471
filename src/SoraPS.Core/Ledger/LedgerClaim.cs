namespace SoraPS.Core.Ledger;

/// <summary>The answer to a claim.</summary>
/// <param name="Outcome">Whether the caller must send the row.</param>
/// <param name="Task">The new task, or the one that holds the row, as the ledger knows it.</param>
public sealed record LedgerClaim(ClaimOutcome Outcome, SoraTask Task)
{
    /// <summary>The row has the key of an earlier one but asks for something else.</summary>
    public bool ContentDiffers { get; init; }

    /// <summary>Who works on the row, such as 'process 4711 on render-2'; null if nobody does, or that is not known.</summary>
    public string? HeldBy { get; init; }

    /// <summary>The run that works on the row; null if none does, or that is not known.</summary>
    public string? HeldByRun { get; init; }

    /// <summary>The caller's hold of the task; null if it has none.</summary>
    public LedgerHold? Hold { get; init; }

    /// <summary>What the batch costs so far, in the currency of the row; null unless that is too much.</summary>
    public decimal? BatchCost { get; init; }

    /// <summary>As <see cref="LedgerHold.Lease"/>.</summary>
    public long Lease { get; init; }
}
