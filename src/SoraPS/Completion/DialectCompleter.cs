using System.Collections;
using SoraPS.Core.Dialects;

namespace SoraPS.Completion;

/// <summary>Offers the protocols that SoraPS speaks.</summary>
public sealed class DialectCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        DialectCatalog.All.Select(one =>
            new CompletionCandidate(one.Name, $"as at {one.DefaultBaseUri}; default model {one.DefaultModel}"));
}
