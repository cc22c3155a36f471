using SoraPS.Core.Costs;
using SoraPS.Core.Ledger;

namespace SoraPS;

/// <summary>What a cost limit is for: a command, or the local day or month.</summary>
internal static class CostPeriod
{
    /// <summary>For the command alone.</summary>
    public const string Command = "Command";

    /// <summary>Since midnight.</summary>
    public const string Day = "Day";

    /// <summary>Since the first of the month.</summary>
    public const string Month = "Month";

    /// <summary>What the ledger says was spent in the period, by currency; null for a command.</summary>
    /// <exception cref="SoraException">WriteFailed: the ledger cannot be used.</exception>
    public static Dictionary<string, decimal>? Spent(string period)
    {
        bool isMonth = period.Equals(Month, StringComparison.OrdinalIgnoreCase);
        if (!isMonth && !period.Equals(Day, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        DateTimeOffset today = Session.Client.Time.GetLocalNow();
        DateTime since = new(today.Year, today.Month, isMonth ? 1 : today.Day, 0, 0, 0, DateTimeKind.Local);
        return Sum(Session.Ledger.List(new LedgerQuery { Since = since }));
    }

    /// <summary>What the ledger says that a batch costs so far, by currency.</summary>
    /// <exception cref="SoraException">WriteFailed: the ledger cannot be used.</exception>
    public static Dictionary<string, decimal> SpentOn(string batch) => Sum(Session.Ledger.List(new LedgerQuery { Batch = batch })
        .Where(task => batch.Equals(task.Batch, StringComparison.OrdinalIgnoreCase)));

    private static Dictionary<string, decimal> Sum(IEnumerable<SoraTask> tasks) =>
        ExpenseReport.Of(tasks, _ => new SoraExpense { Tasks = 0 })
            .Where(expense => expense.Currency is not null)
            .ToDictionary(expense => expense.Currency!, expense => expense.Cost ?? 0);
}
