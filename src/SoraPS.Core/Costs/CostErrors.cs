using SoraPS.Core.Connections;

namespace SoraPS.Core.Costs;

/// <summary>Why a row is not sent because of what it costs.</summary>
/// <param name="parameter">The parameter that sets the limit, such as -MaxCost.</param>
internal sealed class CostErrors(string parameter)
{
    private string Raise => $"Raise {parameter} to send the rest; Measure-SoraCost tells what all rows cost.";

    /// <summary>An earlier row has reached the limit.</summary>
    public SoraException Reached(Connection connection) =>
        Refused(connection, $"an earlier row would have exceeded {parameter}", Raise);

    /// <summary>Its price is not known.</summary>
    public SoraException UnknownPrice(QuotedRequest row) => Refused(
        row.Connection,
        $"the price of this row ({row.Resolved.Model}) is not known, so {parameter} could not be kept",
        "Add the price to your price file, or use -Force to send such rows uncounted.");

    /// <summary>It costs another currency than those before it.</summary>
    public SoraException OtherCurrency(Connection connection, Quote quote, string currency) => Refused(
        connection,
        $"this row costs {quote}, but {parameter} already counts in {currency}",
        "Submit rows of each currency by a command of their own.");

    /// <summary>It costs more than is left.</summary>
    /// <param name="connection">Where it would be sent.</param>
    /// <param name="quote">What it costs.</param>
    /// <param name="max">The limit.</param>
    /// <param name="spent">What is spent of it; more than all if the limit was higher before.</param>
    public SoraException TooMuch(Connection connection, Quote quote, decimal max, decimal spent)
    {
        decimal free = Math.Max(0, max - spent);
        string left = FormattableString.Invariant($"{free:0.00######} of {max:0.00######} {quote.Price.Currency}");
        return Refused(connection, $"this row costs {quote}, and {left} of {parameter} are left", Raise);
    }

    private static SoraException Refused(Connection connection, string why, string action) =>
        new(SoraErrorKind.CostLimitReached, $"{connection.Name}: {why}. Nothing was sent for this row.")
        {
            RecommendedAction = action,
        };
}
