namespace SoraPS;

/// <summary>Another process that is at work on a ledger.</summary>
/// <param name="Machine">Name of the machine.</param>
/// <param name="ProcessId">Its process number there.</param>
/// <param name="Since">When it began, by its own clock.</param>
/// <param name="Rows">How many unfinished rows it holds.</param>
public sealed record SoraLedgerProcess(string Machine, int ProcessId, DateTimeOffset Since, int Rows)
{
    /// <inheritdoc/>
    public override string ToString() => $"process {ProcessId} on {Machine}";
}
