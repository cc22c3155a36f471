namespace SoraPS.Core.Ledger;

/// <summary>Which tasks to list. What is null or empty does not filter.</summary>
public sealed record LedgerQuery
{
    /// <summary>Name of the batch, with * and ? as wildcards; upper and lower case are the same.</summary>
    public string? Batch { get; init; }

    /// <summary>Any of these states.</summary>
    public IReadOnlyCollection<SoraTaskState> States { get; init; } = [];

    /// <summary>Name of the connection; upper and lower case are the same.</summary>
    public string? Provider { get; init; }

    /// <summary>None of these connections; upper and lower case are the same.</summary>
    public IReadOnlyCollection<string> ExceptProviders { get; init; } = [];

    /// <summary>Made at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// Only tasks that waiting or saving brings further: being submitted, queued, running, or made and not saved.
    /// </summary>
    public bool Unfinished { get; init; }

    /// <summary>No more than this many; null for all.</summary>
    public int? First { get; init; }

    /// <summary>Leave out this many of the oldest.</summary>
    public int Skip { get; init; }
}
