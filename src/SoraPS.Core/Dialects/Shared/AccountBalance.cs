namespace SoraPS.Core.Dialects.Shared;

/// <summary>What an account can still spend.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Currency">Such as USD or credits; null if the gateway does not say.</param>
public sealed record AccountBalance(decimal Amount, string? Currency)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Amount} {Currency}").TrimEnd();
}
