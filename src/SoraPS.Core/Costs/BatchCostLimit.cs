using System.Collections.Concurrent;

namespace SoraPS.Core.Costs;

/// <summary>
/// -MaxBatchCost as a run keeps it: the ledger counts what a batch costs over all runs, and the first row that it does not allow
/// closes the batch for all that follow here. Thread-safe.
/// </summary>
/// <param name="max">The most that a batch may cost, in the currency of the rows.</param>
/// <param name="allowsUnknown">Whether rows of unknown price may go; they do not count.</param>
public sealed class BatchCostLimit(decimal max, bool allowsUnknown)
{
    /// <summary>The parameter that sets it.</summary>
    public const string Parameter = "-MaxBatchCost";

    private static readonly CostErrors s_errors = new(Parameter);

    private readonly ConcurrentDictionary<string, bool> _closed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a row that need not be claimed for that.</summary>
    /// <exception cref="SoraException">CostLimitReached: an earlier row has reached the limit, or the price is unknown.</exception>
    public void Check(QuotedRequest row)
    {
        if (row.Request.Batch is { } batch && _closed.ContainsKey(batch))
        {
            throw s_errors.Reached(row.Connection);
        }

        if (row.Quote is null && !allowsUnknown)
        {
            throw s_errors.UnknownPrice(row);
        }
    }

    /// <summary>The error of a row that the ledger did not allow; it closes the batch.</summary>
    /// <param name="row">The row.</param>
    /// <param name="spent">What the batch costs without it.</param>
    public SoraException Close(QuotedRequest row, decimal spent)
    {
        _closed[row.Request.Batch!] = true;
        return s_errors.TooMuch(row.Connection, row.Quote!, max, spent);
    }
}
