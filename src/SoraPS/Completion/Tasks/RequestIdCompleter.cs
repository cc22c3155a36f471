using System.Collections;

namespace SoraPS.Completion.Tasks;

/// <summary>Offers the request ids of tasks that are not finished or whose outcome is unknown, newest first.</summary>
public sealed class RequestIdCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        LedgerReader.Unfinished().Concat(LedgerReader.Unknown()).Select(task =>
            new CompletionCandidate(task.RequestId, TaskText.Of(task)));
}
