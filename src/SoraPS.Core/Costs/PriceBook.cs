using SoraPS.Core.Connections;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Costs;

/// <summary>
/// What videos cost: the prices that gateways published, and before them those of the user's own file. Immutable, as of
/// its loading.
/// </summary>
public sealed class PriceBook
{
    private readonly IReadOnlyList<(PriceEntry Entry, SoraPrice Price)> _own;

    private PriceBook(IReadOnlyList<(PriceEntry, SoraPrice)> own) => _own = own;

    /// <summary>Only what gateways published.</summary>
    public static PriceBook Published { get; } = new([]);

    /// <summary>
    /// The published prices and the user's file: the one that SORAPS_PRICES names, else prices.json in the folder
    /// SoraPS of the user's settings, if there is one.
    /// </summary>
    /// <exception cref="SoraException">InvalidRequest: the file cannot be used, with the file and the line.</exception>
    public static PriceBook Load() =>
        Environment.GetEnvironmentVariable(PriceFile.Variable) is { Length: > 0 } named ? Load(Path.GetFullPath(named))
        : PriceFile.DefaultPath is { } usual && File.Exists(usual) ? Load(usual)
        : Published;

    /// <summary>The published prices and those of a file.</summary>
    /// <exception cref="SoraException">InvalidRequest: the file cannot be used, with the file and the line.</exception>
    public static PriceBook Load(string path) =>
        new([.. PriceFile.Read(path).Select(entry => (entry, entry.ToPrice(path)))]);

    /// <summary>The prices of a model at a connection; of several that fit a row, the first one counts.</summary>
    public IReadOnlyList<SoraPrice> PricesOf(Connection connection, string model)
    {
        IEnumerable<SoraPrice> own = _own
            .Where(one => IsFor(one.Entry, connection) && one.Entry.IsFor(model))
            .Select(one => one.Price);
        List<SoraPrice> prices = [];
        foreach (SoraPrice price in own.Concat(Documented(connection, model)?.Prices ?? []))
        {
            if (!prices.Any(earlier => Covers(earlier, price)))
            {
                prices.Add(price);
            }
        }

        return prices;
    }

    /// <summary>What a row would cost; null if that is not known.</summary>
    /// <param name="request">The row in the words of its gateway.</param>
    /// <param name="connection">Where it will be sent.</param>
    public Quote? QuoteOf(ResolvedRequest request, Connection connection)
    {
        if (request.DerivedFrom is { } source)
        {
            // A remix or an edit is a video like the one that it is made from. What an extension is charged for is not documented.
            return source is not { Kind: not DerivationKind.Extension, Model: { } known, Duration: not null, Resolution: not null }
                ? null
                : QuoteOf(
                    request with { DerivedFrom = null, Model = known, Duration = source.Duration, Resolution = source.Resolution },
                    connection);
        }

        SoraModel? model = Documented(connection, request.Model);

        // Further fields of the body may ask for another length or size than the row says.
        bool isTold = request.AdditionalBody is not { Count: > 0 };
        int? seconds = isTold ? request.Duration ?? model?.DefaultDuration : null;
        string? tier = isTold ? VideoShape.Tier(request.Resolution ?? model?.DefaultResolution) : null;
        SoraPrice? price = PricesOf(connection, model?.Model ?? request.Model).FirstOrDefault(one =>
            (one.Duration is null || one.Duration == seconds)
            && (one.Resolution is null || VideoShape.Tier(one.Resolution) == tier));
        int? units = price?.Unit == "second" ? seconds : 1;
        return price is not null && units is > 0 ? new Quote(price.Amount * units.Value, price) : null;
    }

    private static bool IsFor(PriceEntry entry, Connection connection) =>
        Same(entry.Provider!, connection.Name)
        || (HoldsPublished(connection) && Same(entry.Provider!, connection.Dialect.Name));

    private static SoraModel? Documented(Connection connection, string model) =>
        HoldsPublished(connection) ? connection.Dialect.FindModel(model) : null;

    // Somebody's own server speaks the protocol of a service, but has its own prices and defaults.
    private static bool HoldsPublished(Connection connection) =>
        !connection.Dialect.IsOpenProtocol || connection.BaseUri == connection.Dialect.DefaultBaseUri;

    private static bool Covers(SoraPrice earlier, SoraPrice price) =>
        (earlier.Duration is null || earlier.Duration == price.Duration)
        && (earlier.Resolution is null || VideoShape.Tier(earlier.Resolution) == VideoShape.Tier(price.Resolution));

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b, StringComparison.OrdinalIgnoreCase);
}
