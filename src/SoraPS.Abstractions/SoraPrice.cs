namespace SoraPS;

/// <summary>One price of a model as published on a day. Prices rot: the date and source stand beside each.</summary>
/// <param name="Amount">The amount per <paramref name="Unit"/>.</param>
/// <param name="Currency">ISO code, or 'credits'.</param>
/// <param name="Unit">'second' of video or 'video'.</param>
/// <param name="Duration">Applies to this length in seconds only; null for every length.</param>
/// <param name="Resolution">Applies to this resolution only; null for every one.</param>
/// <param name="AsOf">The day on which the source said so.</param>
/// <param name="Source">The document that says so.</param>
public sealed record SoraPrice(
    decimal Amount, string Currency, string Unit, int? Duration, string? Resolution, DateOnly AsOf, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Amount} {Currency} per {Unit}";
}
