namespace SoraPS;

/// <summary>Another process that is using a ledger on a server.</summary>
/// <param name="Machine">Name of the machine.</param>
/// <param name="ProcessId">Its process number there.</param>
/// <param name="Since">When it opened the ledger, by the server's clock.</param>
/// <param name="Rows">How many rows it is submitting.</param>
public sealed record SoraLedgerProcess(string Machine, int ProcessId, DateTimeOffset Since, int Rows)
{
    /// <inheritdoc/>
    public override string ToString() => $"process {ProcessId} on {Machine}";
}
