namespace SoraPS.Core.Costs;

/// <summary>
/// Adds up what tasks cost: what the gateway reports, else the estimate at submission. Failed tasks count, too: few gateways say
/// whether they give the money back.
/// </summary>
public static class ExpenseReport
{
    /// <summary>Adds up tasks.</summary>
    /// <param name="tasks">The tasks; those that surely were not made are left out.</param>
    /// <param name="groupOf">What a task is counted under: an expense with its grouping properties.</param>
    /// <returns>One object per group and currency, in the order in which they first came; rows of unknown price are apart.</returns>
    public static IReadOnlyList<SoraExpense> Of(IEnumerable<SoraTask> tasks, Func<SoraTask, SoraExpense> groupOf)
    {
        OrderedDictionary<SoraExpense, SoraExpense> groups = [];
        foreach (SoraTask task in tasks.Where(MayBeCharged))
        {
            SoraExpense group = groupOf(task);
            foreach ((string? currency, decimal? charged, decimal? estimated) in AmountsOf(task))
            {
                SoraExpense key = group with { Tasks = 0, Currency = currency };
                SoraExpense sum = groups.GetValueOrDefault(key) ?? key;
                groups[key] = sum with
                {
                    Tasks = sum.Tasks + 1,
                    Charged = currency is null ? null : (sum.Charged ?? 0) + (charged ?? 0),
                    Estimated = currency is null ? null : (sum.Estimated ?? 0) + (estimated ?? 0),
                    Cost = currency is null ? null : (sum.Cost ?? 0) + (charged ?? estimated ?? 0),
                };
            }
        }

        return [.. groups.Values];
    }

    private static bool MayBeCharged(SoraTask task) =>
        task.Id is not null || task.State is SoraTaskState.Unknown or SoraTaskState.Submitting;

    private static IEnumerable<(string? Currency, decimal? Charged, decimal? Estimated)> AmountsOf(SoraTask task)
    {
        bool isCharged = task is { Price: not null, Currency: not null };
        bool isEstimated = task is { Estimate: not null, EstimateCurrency: not null };
        if (isCharged)
        {
            yield return (task.Currency, task.Price, null);
        }

        if (isEstimated && !(isCharged && task.Currency == task.EstimateCurrency))
        {
            yield return (task.EstimateCurrency, null, task.Estimate);
        }

        if (!isCharged && !isEstimated)
        {
            yield return (null, null, null);
        }
    }
}
