using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the names of secrets that providers of this session use.</summary>
public sealed class SecretCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        Session.Client.Connections.All().Where(one => one.Secret is not null).DistinctBy(one => one.Secret!.Name).Select(one =>
            new CompletionCandidate(one.Secret!.Name, $"used by {one.Name}"));
}
