using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the vaults that providers of this session use.</summary>
public sealed class VaultCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        Session.Client.Connections.All().Where(one => one.Secret?.Vault is not null).DistinctBy(one => one.Secret!.Vault).Select(one =>
            new CompletionCandidate(one.Secret!.Vault!, $"used by {one.Name}"));
}
