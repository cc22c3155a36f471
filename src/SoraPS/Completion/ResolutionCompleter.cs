using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the resolutions that the chosen model has.</summary>
public sealed class ResolutionCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound)
    {
        SoraModel? model = Chosen.Model(bound);
        return model?.Resolutions.Select(name => new Offer(name, $"{name} with {model.Model}: {Price(model, name)}")) ?? [];
    }

    private static string Price(SoraModel model, string resolution) =>
        ModelText.Prices(model.Prices.Where(price => price.Resolution is null || price.Resolution == resolution));
}
