namespace SoraPS.Core.Ledger;

/// <summary>Which tasks to list. What is null or empty does not filter.</summary>
public sealed record LedgerQuery
{
    /// <summary>Name of the batch, with * and ? as wildcards; upper and lower case are the same.</summary>
    public string? Batch { get; init; }

    /// <summary>Label of the row, with * and ? as wildcards; upper and lower case are the same.</summary>
    public string? Name { get; init; }

    /// <summary>Model, with * and ? as wildcards; upper and lower case are the same.</summary>
    public string? Model { get; init; }

    /// <summary>Any of these states.</summary>
    public IReadOnlyCollection<SoraTaskState> States { get; init; } = [];

    /// <summary>Name of the connection; upper and lower case are the same.</summary>
    public string? Provider { get; init; }

    /// <summary>None of these connections; upper and lower case are the same.</summary>
    public IReadOnlyCollection<string> ExceptProviders { get; init; } = [];

    /// <summary>Made at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of the tasks that a row of a batch had, the latest only.</summary>
    public bool LatestAttempts { get; init; }

    /// <summary>Newest first; otherwise oldest first. <see cref="First"/> and <see cref="Skip"/> count in that order.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>
    /// Only tasks that waiting or saving brings further: being submitted, queued, running, or made and not saved.
    /// </summary>
    public bool Unfinished { get; init; }

    /// <summary>Only tasks that no live run works on, in this process or another.</summary>
    public bool Free { get; init; }

    /// <summary>No more than this many; null for all.</summary>
    public int? First { get; init; }

    /// <summary>Leave out this many at the beginning.</summary>
    public int Skip { get; init; }
}
