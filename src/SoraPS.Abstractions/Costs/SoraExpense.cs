namespace SoraPS;

/// <summary>
/// What tasks in the ledger cost, in one currency. Amounts in different currencies are never added. A task whose price the gateway
/// reports in credits counts there, and with its estimate in money.
/// </summary>
public sealed record SoraExpense
{
    /// <summary>Local day of submission; null unless grouped by day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Provider that made the tasks; null unless grouped by provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Model; null unless grouped by model.</summary>
    public string? Model { get; init; }

    /// <summary>Batch; null unless grouped by batch, and for tasks without one.</summary>
    public string? Batch { get; init; }

    /// <summary>Number of tasks that were or may have been charged, at least 1.</summary>
    public required int Tasks { get; init; }

    /// <summary>Charged and estimated cost together; null, never 0, for tasks of unknown price.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Cost that the gateways reported; null for tasks of unknown price.</summary>
    public decimal? Charged { get; init; }

    /// <summary>
    /// Estimates of the tasks whose price the gateway has not reported in this currency; null for tasks of unknown price.
    /// </summary>
    public decimal? Estimated { get; init; }

    /// <summary>Currency, such as USD or credits; null for tasks of unknown price.</summary>
    public string? Currency { get; init; }

    /// <summary>Returns the number of tasks and their cost, such as <c>3 tasks for 1.02 USD</c>.</summary>
    public override string ToString()
    {
        string tasks = Tasks == 1 ? "1 task" : FormattableString.Invariant($"{Tasks} tasks");
        return Cost is null ? $"{tasks} of unknown price" : FormattableString.Invariant($"{tasks} for {Cost:0.00######} {Currency}");
    }
}
