namespace SoraPS.Core.Ledger;

/// <summary>The right of a run to work on a task: no other run does meanwhile.</summary>
/// <param name="RequestId">The task.</param>
/// <param name="Run">The run.</param>
/// <param name="Epoch">How often the task had changed hands by then: a write of an earlier holder is known by it.</param>
public sealed record LedgerHold(string RequestId, string Run, long Epoch)
{
    /// <summary>
    /// What changes once others may have taken this process for dead: as long as it is the same, and so is the lease, nobody can have
    /// taken the task over.
    /// </summary>
    public long Lease { get; init; }
}

/// <summary>The answer to a run that asks for a task.</summary>
/// <param name="Hold">Its hold; null if another run works on the task.</param>
/// <param name="HeldBy">The other, such as 'process 4711 on render-2'; null if there is none.</param>
public sealed record LedgerHoldOutcome(LedgerHold? Hold, string? HeldBy);
