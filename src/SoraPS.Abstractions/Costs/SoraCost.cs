namespace SoraPS;

/// <summary>
/// Estimated cost of a group of rows, based on published prices or the user's own; not what the gateway will charge. Rows whose
/// price is unknown form a group of their own. Amounts in different currencies are never added.
/// </summary>
public sealed record SoraCost
{
    /// <summary>Provider that the rows would be sent to; null in a total.</summary>
    public string? Provider { get; init; }

    /// <summary>Model name as it would be sent; null in a total.</summary>
    public string? Model { get; init; }

    /// <summary>Number of rows, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>Total cost of the rows; null, never 0, if the price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217 currency code, such as USD; null if the price is unknown.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// Price that was applied, such as <c>0.10 USD per second at 720p</c>; null in a total or if the price is unknown.
    /// </summary>
    public string? UnitPrice { get; init; }

    /// <summary>Date of the price; in a total, the oldest date. Null if the price is unknown.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Source of the price; null in a total or if the price is unknown.</summary>
    public string? Source { get; init; }

    /// <summary>Returns the number of rows and their cost, such as <c>3 rows for 1.02 USD</c>.</summary>
    public override string ToString()
    {
        string rows = Rows == 1 ? "1 row" : FormattableString.Invariant($"{Rows} rows");
        return Cost is null
            ? $"{rows} of unknown price"
            : FormattableString.Invariant($"{rows} for {Cost:0.00######} {Currency}");
    }
}
