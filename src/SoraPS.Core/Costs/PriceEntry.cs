using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoraPS.Core.Json;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Costs;

/// <summary>
/// One price in a user's own file: the fields of a published price, and whose it is. Those without a 'null means' are
/// never null once it is read.
/// </summary>
internal sealed record PriceEntry : IJsonOnDeserialized
{
    /// <summary>
    /// The name of a connection, or of a dialect for all connections that its published prices hold for.
    /// </summary>
    public string? Provider { get; init; }

    /// <summary>The model as it is sent; * and ? are wildcards.</summary>
    public string? Model { get; init; }

    /// <summary>The amount per unit, 0 to 1,000,000: what is free, a user may say.</summary>
    public decimal? Amount { get; init; }

    /// <summary>ISO code of the currency.</summary>
    public string? Currency { get; init; }

    /// <summary>'video' or 'second'.</summary>
    public string? Unit { get; init; }

    /// <summary>The only length that it applies to, in seconds; null means every length.</summary>
    public int? Duration { get; init; }

    /// <summary>The only resolution that it applies to; null means every one.</summary>
    public string? Resolution { get; init; }

    /// <summary>The day on which it was the price.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What says so; null means the file itself.</summary>
    public string? Source { get; init; }

    /// <summary>What is none of these, and so a slip of the pen; null means none.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether it is about a model.</summary>
    public bool IsFor(string model) => FileSystemName.MatchesSimpleExpression(Model!.Trim(), model, ignoreCase: true);

    /// <summary>The price that it says.</summary>
    public SoraPrice ToPrice(string file) => new(
        Amount!.Value,
        Currency!.ToUpperInvariant(),
        Unit!,
        Duration,
        VideoShape.Resolution(Resolution),
        AsOf!.Value,
        Source ?? file);

    /// <inheritdoc/>
    public void OnDeserialized()
    {
        string? missing =
            string.IsNullOrWhiteSpace(Provider) ? "provider"
            : string.IsNullOrWhiteSpace(Model) ? "model"
            : Amount is null ? "amount"
            : Currency is null ? "currency"
            : Unit is null ? "unit"
            : AsOf is null ? "asOf"
            : null;
        string? fault =
            Others is { Count: > 0 } others ? $"a price has no '{others.First().Key}'"
            : missing is not null ? $"the price has no '{missing}'"
            : Amount is < 0 or > 1_000_000
                ? FormattableString.Invariant($"the amount {Amount} is not between 0 and 1000000")
            : Unit is not ("video" or "second") ? $"the unit '{Unit}' is neither 'video' nor 'second'"
            : Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetter)
                ? $"the currency '{Currency}' is no code of three letters, such as USD; credits count by what they cost"
            : Duration <= 0 ? $"the duration {Duration} is no number of seconds"
            : null;
        if (fault is not null)
        {
            throw new JsonException(fault);
        }
    }
}
