using System.Collections;
using System.Globalization;

namespace SoraPS.Completion;

/// <summary>Offers the lengths that the chosen model has.</summary>
public sealed class DurationCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound)
    {
        if (CompletionContext.Model(bound) is not { } model)
        {
            return [];
        }

        string? resolution = bound["Resolution"] as string ?? model.DefaultResolution;
        return model.Durations.Select(seconds => new CompletionCandidate(
            seconds.ToString(CultureInfo.InvariantCulture),
            $"{seconds} s with {model.Model}: {ModelText.Price(model, seconds, resolution)}"));
    }
}
