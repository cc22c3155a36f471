namespace SoraPS.Core.Costs;

/// <summary>How the cost of rows is measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>The connection for rows that name none; null for the default one.</summary>
    public string? Provider { get; init; }

    /// <summary>The prices to go by; null for the published ones and the user's file.</summary>
    public PriceBook? Prices { get; init; }

    /// <summary>One sum per currency, where otherwise each provider, model and price has its own.</summary>
    public bool Total { get; init; }
}
