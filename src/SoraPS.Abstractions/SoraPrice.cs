namespace SoraPS;

/// <summary>One price of a model as published on a day. Prices rot: the date and source stand beside each.</summary>
/// <param name="Amount">The amount per <paramref name="Unit"/>.</param>
/// <param name="Currency">ISO code, such as USD. Never 'credits': those of two gateways could not be added up.</param>
/// <param name="Unit">'second' of video or 'video'.</param>
/// <param name="Duration">Applies to this length in seconds only; null for every length.</param>
/// <param name="Resolution">Applies to this resolution only; null for every one.</param>
/// <param name="AsOf">The day on which the source said so.</param>
/// <param name="Source">The document that says so.</param>
public sealed record SoraPrice(
    decimal Amount, string Currency, string Unit, int? Duration, string? Resolution, DateOnly AsOf, string Source)
{
    /// <summary>
    /// The price in one line, such as <c>0.34 USD per video of 4 s</c> or <c>0.50 USD per second at 1024p</c>.
    /// </summary>
    public override string ToString()
    {
        string length = Duration is { } seconds ? FormattableString.Invariant($" of {seconds} s") : "";
        string tier = string.IsNullOrEmpty(Resolution) ? "" : $" at {Resolution}";
        return FormattableString.Invariant($"{Amount:0.00######} {Currency} per {Unit}{length}{tier}");
    }
}
