using System.Collections;
using SoraPS.Completion.Tasks;
using SoraPS.Views;

namespace SoraPS.Completion;

/// <summary>Offers the batches in the ledger.</summary>
public sealed class BatchCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound)
    {
        ILookup<string?, SoraTask> unfinished = LedgerReader.Unfinished().ToLookup(task => task.Batch);
        return LedgerReader.Batches().Select(name => new CompletionCandidate(name, Text(name, [.. unfinished[name]])));
    }

    private static string Text(string name, SoraTask[] unfinished) => unfinished is [var newest, ..]
        ? $"{name}: {unfinished.Length} unfinished, the newest made {ViewText.Ago(newest.CreatedAt)}"
        : $"{name}: nothing unfinished";
}
