using System.Collections;

namespace SoraPS.Completion;

/// <summary>Offers the shapes that the chosen model has.</summary>
public sealed class AspectRatioCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound)
    {
        SoraModel? model = Chosen.Model(bound);
        return model?.AspectRatios.Select(ratio => new Offer(ratio, $"{ratio}{Word(ratio)} with {model.Model}")) ?? [];
    }

    private static string Word(string ratio) => ratio switch
    {
        "16:9" => " (landscape)",
        "9:16" => " (portrait)",
        _ => "",
    };
}
