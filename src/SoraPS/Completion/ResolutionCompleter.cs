using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the resolutions that the chosen model has.</summary>
public sealed class ResolutionCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound)
    {
        if (CompletionContext.Model(bound) is not { } model)
        {
            return [];
        }

        int? duration = bound["Duration"] as int? ?? model.DefaultDuration;
        return model.Resolutions.Select(resolution => new CompletionCandidate(
            resolution, $"{resolution} with {model.Model}: {ModelText.Price(model, duration, resolution)}"));
    }
}
