using SoraPS.Core.Connections;

namespace SoraPS.Core.Costs;

/// <summary>
/// Keeps what rows cost together within an amount: each reserves its cost before it is sent, and the first one that
/// would pass the limit closes it for all that follow. Thread-safe.
/// </summary>
/// <param name="max">The most that may be reserved, in the currency of the rows.</param>
/// <param name="allowsUnknown">Whether rows of unknown price may go; they do not count.</param>
/// <param name="spent">What earlier commands spent of the limit, by currency; null for nothing.</param>
public sealed class CostLimit(decimal max, bool allowsUnknown, IReadOnlyDictionary<string, decimal>? spent = null)
{
    private const string Raise = "Raise -MaxCost to send the rest; Measure-SoraCost tells what all rows cost.";

    private readonly Lock _lock = new();
    private string? _currency;
    private decimal _reserved;
    private bool _isReached;

    /// <summary>Reserves what a row costs.</summary>
    /// <param name="row">The row with its price.</param>
    /// <returns>What was reserved; null where the price is unknown and that is allowed.</returns>
    /// <exception cref="SoraException">
    /// CostLimitReached: the row, or one before it, would pass the limit; its price is unknown; or it has another
    /// currency.
    /// </exception>
    public CostReservation? Reserve(QuotedRequest row)
    {
        (Connection connection, Quote? quote) = (row.Connection, row.Quote);
        lock (_lock)
        {
            if (_isReached)
            {
                throw Refused(connection, "an earlier row would have exceeded -MaxCost", Raise);
            }

            if (quote is null)
            {
                return allowsUnknown ? null : throw Refused(
                    connection,
                    $"the price of this row ({row.Resolved.Model}) is not known, so -MaxCost could not be kept",
                    "Add the price to your price file, or use -Force to send such rows uncounted.");
            }

            if (_currency is null)
            {
                _currency = quote.Price.Currency;
                _reserved = spent?.GetValueOrDefault(_currency) ?? 0;
            }

            if (quote.Price.Currency != _currency)
            {
                throw Refused(
                    connection,
                    $"this row costs {quote}, but -MaxCost already counts in {_currency}",
                    "Submit rows of each currency by a command of their own.");
            }

            if (_reserved + quote.Amount > max)
            {
                _isReached = true;
                // An earlier command may have spent more than this one may.
                decimal free = Math.Max(0, max - _reserved);
                string left = FormattableString.Invariant($"{free:0.00######} of {max:0.00######} {_currency}");
                throw Refused(connection, $"this row costs {quote}, and {left} of -MaxCost are left", Raise);
            }

            _reserved += quote.Amount;
            return new CostReservation(() => Release(quote.Amount));
        }
    }

    private void Release(decimal amount)
    {
        lock (_lock)
        {
            _reserved -= amount;
        }
    }

    private static SoraException Refused(Connection connection, string why, string action) =>
        new(SoraErrorKind.CostLimitReached, $"{connection.Name}: {why}. Nothing was sent for this row.")
        {
            RecommendedAction = action,
        };
}
