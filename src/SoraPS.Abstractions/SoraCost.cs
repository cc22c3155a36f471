namespace SoraPS;

/// <summary>
/// What rows of one price would cost together, by a price list: an estimate, not what the gateway will charge. Rows whose price
/// is not known stand apart, and amounts of two currencies are never added.
/// </summary>
public sealed record SoraCost
{
    /// <summary>The connection that the rows would go to; null in a total.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that would be asked for, as it would be sent; null in a total.</summary>
    public string? Model { get; init; }

    /// <summary>How many rows, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>What they cost together; null if the price is not known, never 0 for that.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO code of the currency; null if the price is not known.</summary>
    public string? Currency { get; init; }

    /// <summary>The price that was used, such as <c>0.10 USD per second at 720p</c>; null in a total or if it is not known.</summary>
    public string? UnitPrice { get; init; }

    /// <summary>The day of the price, in a total that of the oldest one; null if the price is not known.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>What says so; null in a total or if the price is not known.</summary>
    public string? Source { get; init; }

    /// <summary>Rows and cost in words, such as <c>3 rows for 1.02 USD</c>.</summary>
    public override string ToString()
    {
        string rows = Rows == 1 ? "1 row" : FormattableString.Invariant($"{Rows} rows");
        return Cost is null ? $"{rows} of unknown price" : FormattableString.Invariant($"{rows} for {Cost:0.00######} {Currency}");
    }
}
