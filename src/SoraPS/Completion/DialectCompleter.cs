using System.Collections;
using SoraPS.Core.Providers;

namespace SoraPS.Completion;

/// <summary>Offers the protocols that SoraPS speaks.</summary>
public sealed class DialectCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound) =>
        Dialects.All.Select(one =>
            new Offer(one.Name, $"as at {one.DefaultBaseUri}; default model {one.DefaultModel}"));
}
