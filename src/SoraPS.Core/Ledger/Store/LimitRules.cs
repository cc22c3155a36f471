using System.Data.Common;
using System.Globalization;
using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>Whether a claim keeps to its limits. Runs in an exclusive transaction: nobody else claims between count and claim.</summary>
internal sealed class LimitRules(LedgerDatabase database, WriteCommands commands, TimeProvider time)
{
    // A task that nobody has asked about for so long has surely ended at its gateway.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    // Added up once a transaction, since it takes a look at each task of the batch.
    private readonly Dictionary<(string Batch, string Currency), decimal> _costs = [];
    private long _transaction;

    /// <summary>What whoever claims is told if a limit does not allow the new task; null if the task may be, and counts.</summary>
    public LedgerClaim? Refuse(SoraTask task, string? batch, ClaimLimits limits)
    {
        database.RequireExclusive();
        if (limits.ConcurrentTasks is { } places && UnfinishedOf(task.Provider) >= places)
        {
            return new LedgerClaim(ClaimOutcome.NoPlace, task);
        }

        if (limits.BatchCost is not { } most || batch is null || task is not { Estimate: { } cost, EstimateCurrency: { } currency })
        {
            return null;
        }

        decimal spent = CostOf(batch, currency);
        if (spent + cost > most)
        {
            return new LedgerClaim(ClaimOutcome.OverBatchCost, task) { BatchCost = spent };
        }

        _costs[(batch, currency)] = spent + cost;
        return null;
    }

    private long UnfinishedOf(string provider) => commands.CountUnfinished
        .Read(row => row.Number(0), provider, (time.GetUtcNow() - s_longest).ToUnixTimeMilliseconds())[0];

    private decimal CostOf(string batch, string currency)
    {
        if (_transaction != database.Transactions)
        {
            _costs.Clear();
            _transaction = database.Transactions;
        }

        return _costs.TryGetValue((batch, currency), out decimal known)
            ? known
            : commands.ListCosts.Read(row => row.Number(0) * AmountIn(currency, row), batch).Sum();
    }

    // As ExpenseReport counts: what the gateway charged, else the estimate.
    private static decimal AmountIn(string currency, DbDataReader row) => Amount(row, 1, currency) ?? Amount(row, 3, currency) ?? 0;

    private static decimal? Amount(DbDataReader row, int column, string currency) => row.TextOrNull(column + 1) == currency
        && decimal.TryParse(row.TextOrNull(column), CultureInfo.InvariantCulture, out decimal amount) ? amount : null;
}
