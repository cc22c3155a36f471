using SoraPS.Core.Ledger;

namespace SoraPS.Completion.Tasks;

/// <summary>Reads from the ledger what Tab offers; nothing if there is no ledger yet.</summary>
internal static class LedgerReader
{
    /// <summary>The names of all batches.</summary>
    public static IReadOnlyList<string> Batches() => Session.Ledger.AnyExists() ? Session.Ledger.Batches() : [];

    /// <summary>What waiting or saving brings further, newest first.</summary>
    public static IEnumerable<SoraTask> Unfinished() =>
        Session.Ledger.AnyExists() ? Session.Ledger.List(new LedgerQuery { Unfinished = true }).Reverse() : [];

    /// <summary>What may have been made and charged, newest first.</summary>
    public static IEnumerable<SoraTask> Unknown() =>
        Session.Ledger.AnyExists() ? Session.Ledger.List(new LedgerQuery { States = [SoraTaskState.Unknown] }).Reverse() : [];
}
