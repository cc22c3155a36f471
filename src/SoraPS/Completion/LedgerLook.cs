using SoraPS.Core.Ledger;

namespace SoraPS.Completion;

/// <summary>Reads from the ledger what Tab offers; nothing if there is no ledger yet.</summary>
internal static class LedgerLook
{
    /// <summary>The names of all batches.</summary>
    public static IReadOnlyList<string> Batches() => Read(ledger => ledger.BatchesAsync());

    /// <summary>What waiting or saving brings further, newest first.</summary>
    public static IEnumerable<SoraTask> Unfinished() =>
        Read(ledger => ledger.ListAsync(new LedgerQuery { Unfinished = true })).Reverse();

    private static IReadOnlyList<T> Read<T>(Func<ILedger, Task<IReadOnlyList<T>>> read) =>
        Session.Ledger.Exists ? Session.Ledger.Use(read) : [];
}
