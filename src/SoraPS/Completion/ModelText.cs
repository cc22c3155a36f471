using System.Globalization;

namespace SoraPS.Completion;

/// <summary>A model and its prices in a line.</summary>
internal static class ModelText
{
    /// <summary>Lengths, ratios, resolutions and prices, as far as they are documented.</summary>
    public static string Of(SoraModel model)
    {
        string[] parts =
        [
            model.Durations.Count > 0 ? $"{string.Join(", ", model.Durations)} s" : "",
            string.Join(", ", model.AspectRatios),
            string.Join(", ", model.Resolutions),
            Prices(model.Prices),
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    /// <summary>What a row of that length and resolution costs; null for one that is not told.</summary>
    public static string Price(SoraModel model, int? duration, string? resolution) =>
        Prices(model.Prices.Where(price => Fits(price.Duration, duration) && Fits(price.Resolution, resolution)));

    private static bool Fits<T>(T? ofPrice, T? asked) => ofPrice is null || asked is null || ofPrice.Equals(asked);

    private static string Prices(IEnumerable<SoraPrice> prices)
    {
        IEnumerable<string> byDay = prices.GroupBy(price => price.AsOf).Select(day => string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", day)} (as of {day.Key:yyyy-MM-dd})"));
        string text = string.Join(", ", byDay);
        return text.Length > 0 ? text : "price not known";
    }
}
