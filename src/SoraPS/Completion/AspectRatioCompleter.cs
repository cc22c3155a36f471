using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the shapes that the chosen model has.</summary>
public sealed class AspectRatioCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound)
    {
        SoraModel? model = CompletionContext.Model(bound);
        return model?.AspectRatios.Select(ratio => new CompletionCandidate(ratio, $"{ratio}{Word(ratio)} with {model.Model}")) ?? [];
    }

    private static string Word(string ratio) => ratio switch
    {
        "16:9" => " (landscape)",
        "9:16" => " (portrait)",
        _ => "",
    };
}
