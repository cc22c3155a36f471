namespace SoraPS.Core.Ledger;

/// <summary>One thing that happened to a task, and how the task stands since.</summary>
/// <param name="Task">The task as it stands now.</param>
/// <param name="Happened">One sentence for the history. The query part of any link in it is cut.</param>
public sealed record LedgerEntry(SoraTask Task, string Happened)
{
    /// <summary>The gateway's answer; 64 KiB are kept, without the query of links. Null if it has none to tell.</summary>
    public string? Answer { get; init; }

    /// <summary>The file that was saved, or null.</summary>
    public SavedFile? File { get; init; }

    /// <summary>How long the task took, as far as it is known; null keeps what was recorded.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>
    /// <see cref="LedgerHold.Epoch"/> of the run that writes: nothing is recorded if another run has taken the task over since, unless
    /// the entry brings the id of a task that has none. Null for who works for no run.
    /// </summary>
    public long? Epoch { get; init; }

    /// <summary>
    /// The gateway has surely not taken the row: its place in the batch becomes free, the record stays for the history.
    /// </summary>
    public bool ReleasesRow { get; init; }
}
