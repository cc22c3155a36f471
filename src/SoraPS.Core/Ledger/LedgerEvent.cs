namespace SoraPS.Core.Ledger;

/// <summary>One line of a task's history.</summary>
/// <param name="At">When it was written down, by this machine's clock.</param>
/// <param name="State">The state that was reported.</param>
/// <param name="Happened">What happened.</param>
public sealed record LedgerEvent(DateTimeOffset At, SoraTaskState State, string Happened);
