using SoraPS.Core.Connections;

namespace SoraPS.Core.Costs;

/// <summary>
/// Keeps what rows cost together within an amount: each reserves its cost before it is sent, and the first one that
/// would pass the limit closes it for all that follow. Thread-safe.
/// </summary>
/// <param name="max">The most that may be reserved, in the currency of the rows.</param>
/// <param name="allowsUnknown">Whether rows of unknown price may go; they do not count.</param>
/// <param name="spent">What earlier commands spent of the limit, by currency; null for nothing.</param>
/// <param name="parameter">The parameter that sets it.</param>
public sealed class CostLimit(
    decimal max, bool allowsUnknown, IReadOnlyDictionary<string, decimal>? spent = null, string parameter = "-MaxCost")
{
    private readonly CostErrors _errors = new(parameter);
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
                throw _errors.Reached(connection);
            }

            if (quote is null)
            {
                return allowsUnknown ? null : throw _errors.UnknownPrice(row);
            }

            if (_currency is null)
            {
                _currency = quote.Price.Currency;
                _reserved = spent?.GetValueOrDefault(_currency) ?? 0;
            }

            if (quote.Price.Currency != _currency)
            {
                throw _errors.OtherCurrency(connection, quote, _currency);
            }

            if (_reserved + quote.Amount > max)
            {
                _isReached = true;
                throw _errors.TooMuch(connection, quote, max, _reserved);
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
}
