using System.Collections;

namespace SoraPS.Completion.Tasks;

/// <summary>Offers the gateway's ids of tasks in the ledger that are not finished, newest first.</summary>
public sealed class TaskIdCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        from task in LedgerReader.Unfinished()
        where task.Id is not null && IsOf(bound["Provider"] as string, task)
        select new CompletionCandidate(task.Id!, TaskText.Of(task));

    private static bool IsOf(string? provider, SoraTask task) =>
        provider is null || task.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase);
}
