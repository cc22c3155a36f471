using System.Collections;

namespace SoraPS.Completion.Tasks;

/// <summary>Offers the labels of rows that are not finished.</summary>
public sealed class NameCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        LedgerReader.Unfinished().Where(task => task.Name is not null).DistinctBy(task => task.Name).Select(task =>
            new CompletionCandidate(task.Name!, TaskText.Of(task)));
}
