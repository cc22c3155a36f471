using System.Collections;
using SoraPS.Views;

namespace SoraPS.Completion;

/// <summary>Offers the gateway's ids of tasks in the ledger that are not finished, newest first.</summary>
public sealed class TaskIdCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        from task in LedgerReader.Unfinished()
        where task.Id is not null && IsOf(bound["Provider"] as string, task)
        select new CompletionCandidate(task.Id!, Text(task));

    private static bool IsOf(string? provider, SoraTask task) =>
        provider is null || task.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase);

    private static string Text(SoraTask task) =>
        $"{task.Provider}, {task.State}, {ViewText.Ago(task.CreatedAt)}: {Short(task.Name ?? task.Prompt ?? "")}";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
