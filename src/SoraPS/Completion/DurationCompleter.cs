using System.Collections;
using System.Globalization;

namespace SoraPS.Completion;

/// <summary>Offers the lengths that the chosen model has.</summary>
public sealed class DurationCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound)
    {
        SoraModel? model = Chosen.Model(bound);
        return model?.Durations.Select(seconds => new Offer(
            seconds.ToString(CultureInfo.InvariantCulture), $"{seconds} s with {model.Model}: {Price(model, seconds)}")) ?? [];
    }

    private static string Price(SoraModel model, int seconds) =>
        ModelText.Prices(model.Prices.Where(price => price.Duration is null || price.Duration == seconds));
}
