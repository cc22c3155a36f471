using System.Text.Json;
using System.Text.Json.Serialization;
using SoraPS.Core.Json;

namespace SoraPS.Core.Costs;

/// <summary>
/// A user's own prices: <c>{"prices":[{"provider":…,"model":…,"amount":…,"currency":…,"unit":…,"asOf":…}]}</c>.
/// </summary>
internal sealed record PriceFile
{
    /// <summary>The environment variable that says where it is.</summary>
    public const string Variable = "SORAPS_PRICES";

    /// <summary>The prices; of several that fit a row, the first one counts.</summary>
    public PriceEntry?[]? Prices { get; init; }

    /// <summary>
    /// Where it is kept unless the environment says otherwise; null if this user has no folder for settings.
    /// </summary>
    public static string? DefaultPath
    {
        get
        {
            // On Linux this is XDG_CONFIG_HOME, or else ~/.config.
            string settings = Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return settings.Length > 0 ? Path.Combine(settings, "SoraPS", "prices.json") : null;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SoraException">InvalidRequest, with the file and the line.</exception>
    public static IReadOnlyList<PriceEntry> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            PriceEntry?[] prices = JsonSerializer.Deserialize(file, PriceFileContext.Default.PriceFile)?.Prices
                ?? throw new JsonException("it has no list 'prices'");
            return [.. prices.OfType<PriceEntry>()];
        }
        catch (JsonException exception)
        {
            throw Unusable($"The price file {path} cannot be used{JsonProblem.Describe(exception)}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The price file {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static SoraException Unusable(string message, Exception inner) =>
        new(SoraErrorKind.InvalidRequest, $"{message} Nothing was sent.", inner)
        {
            RecommendedAction = "Correct it: each price has provider, model, amount, currency (such as USD), "
                + "unit (video or second) and asOf (such as 2026-11-20), and may have duration, resolution and source. "
                + $"Or name another file in {Variable}.",
        };
}

/// <summary>Source-generated JSON of the price file, as people write it by hand.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceFileContext : JsonSerializerContext;
