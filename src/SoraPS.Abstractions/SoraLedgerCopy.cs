namespace SoraPS;

/// <summary>What came of copying a ledger's tasks to another ledger.</summary>
/// <param name="Copied">Tasks that the other ledger did not know.</param>
/// <param name="Updated">Tasks that the other ledger knew as unfinished and that have come further since.</param>
/// <param name="Unchanged">Tasks that the other ledger knew as well.</param>
/// <param name="Held">Tasks that were left out because a running pipeline is working on them.</param>
public sealed record SoraLedgerCopy(int Copied, int Updated, int Unchanged, int Held);
