namespace SoraPS.Core.Costs;

/// <summary>Adds up what rows cost. Currencies are never mixed, and rows of unknown price are counted apart.</summary>
public sealed class CostSummary
{
    private readonly OrderedDictionary<(string Provider, string Model, SoraPrice? Price), SoraCost> _groups = [];

    /// <summary>One object per provider, model and price, in the order in which they first came.</summary>
    public IReadOnlyList<SoraCost> Groups => [.. _groups.Values];

    /// <summary>One object per currency, and at the end one for the rows of unknown price.</summary>
    public IReadOnlyList<SoraCost> Totals =>
    [
        .. _groups.Values
            .GroupBy(group => group.Currency)
            .OrderBy(groups => groups.Key is null)
            .Select(groups => new SoraCost
            {
                Rows = groups.Sum(group => group.Rows),
                Cost = groups.Key is null ? null : groups.Sum(group => group.Cost),
                Currency = groups.Key,
                AsOf = groups.Min(group => group.AsOf),
            }),
    ];

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row with its price.</param>
    public void Add(QuotedRequest row)
    {
        (string provider, string model, Quote? quote) = (row.Connection.Name, row.Resolved.Model, row.Quote);
        SoraPrice? price = quote?.Price;
        SoraCost group = _groups.GetValueOrDefault((provider, model, price)) ?? new SoraCost
        {
            Provider = provider,
            Model = model,
            Rows = 0,
            Currency = price?.Currency,
            UnitPrice = price?.ToString(),
            AsOf = price?.AsOf,
            Source = price?.Source,
        };
        _groups[(provider, model, price)] = group with
        {
            Rows = group.Rows + 1,
            Cost = quote is null ? null : (group.Cost ?? 0) + quote.Amount,
        };
    }
}
