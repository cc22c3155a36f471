using System.Globalization;

namespace SoraPS;

/// <summary>What came of a pipeline of New-SoraVideo, Wait-SoraTask and Save-SoraVideo, or of any of them.</summary>
public sealed record SoraRun
{
    /// <summary>The command as it was typed; null if no run has ended in this session.</summary>
    public string? Command { get; init; }

    /// <summary>Whether it came to its end. False if it was stopped or ended by an error, and if there was no run.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>Time at which it began; null if there was no run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Rows that were read or, without New-SoraVideo, tasks.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that the gateway accepted in this run.</summary>
    public int Submitted { get; init; }

    /// <summary>Rows that returned the task of an earlier run and cost nothing.</summary>
    public int Returned { get; init; }

    /// <summary>Rows that were not sent because the account or the network kept others from being accepted.</summary>
    public int NotSubmitted { get; init; }

    /// <summary>Rows and tasks that failed; one whose outcome is unknown does not count.</summary>
    public int Failed { get; init; }

    /// <summary>How many failed for each reason, by error id.</summary>
    public IReadOnlyDictionary<string, int> FailedBy { get; init; } = new Dictionary<string, int>();

    /// <summary>Rows that may have been made and charged, although no usable response arrived.</summary>
    public int Unknown { get; init; }

    /// <summary>Tasks that Save-SoraVideo skipped because they have no video, or none yet.</summary>
    public int Skipped { get; init; }

    /// <summary>Rows and tasks that were left to other runs, which are working on them.</summary>
    public int Held { get; init; }

    /// <summary>Videos that are saved, including those that were there already.</summary>
    public int Saved { get; init; }

    /// <summary>Size of the saved videos in bytes.</summary>
    public long Length { get; init; }

    /// <summary>What gateways reported to have charged for submitted rows, by currency; empty if none did.</summary>
    public IReadOnlyDictionary<string, decimal> Cost { get; init; } = new Dictionary<string, decimal>();

    /// <summary>
    /// What submitted rows cost by the published prices and the price file, by currency; rows of unknown price are left out.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> EstimatedCost { get; init; } = new Dictionary<string, decimal>();

    /// <summary>The commands to run next, in order; empty if nothing is left to do.</summary>
    public IReadOnlyList<string> NextCommand { get; init; } = [];

    /// <summary>
    /// Status for cron, systemd and CI: 0 if nothing failed, 1 if rows failed or were not submitted, 2 if the outcome of a row is
    /// unknown, 3 if the run did not come to its end or there was none.
    /// </summary>
    public int ExitCode => !IsCompleted ? 3 : Unknown > 0 ? 2 : Failed + NotSubmitted > 0 ? 1 : 0;

    /// <summary>Returns the summary as lines of text.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Lines());

    private IEnumerable<string> Lines()
    {
        if (StartedAt is null)
        {
            yield return "No run has ended in this session.";
            yield break;
        }

        string end = IsCompleted ? "" : ", stopped before its end";
        yield return $"SoraPS: {Rows} {(Rows == 1 ? "row" : "rows")} in {Time(Duration)}{end}";
        string[] counts =
        [
            .. Some(Submitted, "submitted"), .. Some(Returned, "returned from an earlier run"), .. Some(NotSubmitted, "not submitted"),
            .. Some(Unknown, "unknown"), .. Some(Skipped, "skipped"),
            .. Some(Held, "left to other runs"),
            .. Saved == 0 ? [] : new[] { FormattableString.Invariant($"{Saved} saved ({Length / 1e6:0.0} MB)") },
        ];
        if (counts.Length > 0)
        {
            yield return $"  {string.Join(", ", counts)}";
        }

        if (Failed > 0)
        {
            yield return $"  {Failed} failed: {string.Join(", ", FailedBy.Select(reason => $"{reason.Value} {reason.Key}"))}";
        }

        if (Cost.Count + EstimatedCost.Count > 0)
        {
            string[] costs = [.. Amounts(Cost, "charged, as reported"), .. Amounts(EstimatedCost, "estimated")];
            yield return $"  Cost: {string.Join("; ", costs)}";
        }

        foreach (string next in NextCommand)
        {
            yield return NeedsCorrection && next == Command ? $"  Next, with the failed rows corrected: {next}" : $"  Next: {next}";
        }
    }

    // Nothing else would change if the same command were run again.
    private bool NeedsCorrection => IsCompleted && NotSubmitted == 0 && FailedBy.Keys.All(reason => reason
        is nameof(SoraErrorKind.InvalidRequest) or nameof(SoraErrorKind.ModelUnavailable) or nameof(SoraErrorKind.ContentRejected));

    private static string[] Some(int count, string word) => count == 0 ? [] : [$"{count} {word}"];

    private static string[] Amounts(IReadOnlyDictionary<string, decimal> amounts, string word) => amounts.Count == 0
        ? []
        : [$"{string.Join(" + ", amounts.Select(one => FormattableString.Invariant($"{one.Value:0.00####} {one.Key}")))} {word}"];

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1
            ? $"{time.Minutes} min {time.Seconds} s"
            : $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";
}
