using SoraPS.Core.Text;

namespace SoraPS.Core.Ledger.Database;

/// <summary>A write that must not be lost, as it is kept while the ledger cannot take it.</summary>
/// <param name="Entry">What happened to a task; or null.</param>
/// <param name="Removed">Request id of a task to forget; or null.</param>
internal sealed record KeptWrite(LedgerEntry? Entry, string? Removed)
{
    /// <summary>As it is kept: without the gateway's answer, which may be larger than the room that there is.</summary>
    public KeptWrite Shortened() => Entry is null
        ? this
        : this with { Entry = Entry with { Happened = StoredText.WithoutQueries(Entry.Happened), Answer = null } };
}
