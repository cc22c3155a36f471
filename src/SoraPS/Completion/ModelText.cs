using System.Globalization;

namespace SoraPS.Completion;

/// <summary>A model and its prices in a line.</summary>
internal static class ModelText
{
    /// <summary>Lengths, ratios, resolutions and prices, as far as they are documented.</summary>
    public static string Of(SoraModel model) => Joined("; ",
    [
        model.Durations.Count > 0 ? $"{string.Join(", ", model.Durations)} s" : "",
        string.Join(", ", model.AspectRatios),
        string.Join(", ", model.Resolutions),
        Prices(model.Prices),
    ]);

    /// <summary>Prices with the day on which they were published; says so where none is known.</summary>
    public static string Prices(IEnumerable<SoraPrice> prices)
    {
        string text = string.Join(", ", prices.Select(price =>
            string.Create(CultureInfo.InvariantCulture, $"{price} (as of {price.AsOf:yyyy-MM-dd})")));
        return text.Length > 0 ? text : "price not known";
    }

    private static string Joined(string separator, IEnumerable<string> parts) =>
        string.Join(separator, parts.Where(part => part.Length > 0));
}
