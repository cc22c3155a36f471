namespace SoraPS.Core.Costs;

/// <summary>What one row would cost.</summary>
/// <param name="Amount">The amount in the currency of the price.</param>
/// <param name="Price">The price that it follows from, with its date and source.</param>
public sealed record Quote(decimal Amount, SoraPrice Price)
{
    /// <summary>The amount with its currency, such as <c>0.34 USD</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Amount:0.00######} {Price.Currency}");
}
