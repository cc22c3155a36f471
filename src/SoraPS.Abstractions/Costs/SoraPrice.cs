namespace SoraPS;

/// <summary>A price of a model as of a given date, with its source. Prices go out of date.</summary>
/// <param name="Amount">The amount per <paramref name="Unit"/>.</param>
/// <param name="Currency">ISO 4217 code, such as USD; never credits, which differ between gateways and cannot be added.</param>
/// <param name="Unit">Unit that the amount applies to: 'second' (of video) or 'video'.</param>
/// <param name="Duration">The only length in seconds that the price applies to; null for every length.</param>
/// <param name="Resolution">The only resolution that the price applies to; null for every resolution.</param>
/// <param name="AsOf">Date on which the source listed the price.</param>
/// <param name="Source">Document or file that lists the price.</param>
public sealed record SoraPrice(
    decimal Amount, string Currency, string Unit, int? Duration, string? Resolution, DateOnly AsOf, string Source)
{
    /// <summary>
    /// Returns the price as text, such as <c>0.34 USD per video of 4 s</c> or <c>0.50 USD per second at 1024p</c>.
    /// </summary>
    public override string ToString()
    {
        string length = Duration is { } seconds ? FormattableString.Invariant($" of {seconds} s") : "";
        string tier = string.IsNullOrEmpty(Resolution) ? "" : $" at {Resolution}";
        return FormattableString.Invariant($"{Amount:0.00######} {Currency} per {Unit}{length}{tier}");
    }
}
