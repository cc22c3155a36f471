using System.Globalization;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>How items stand, in the words of progress bars and jobs.</summary>
internal static class ItemText
{
    /// <summary>The name of the connection that an item goes to, or null for the default one.</summary>
    public static string? Provider(object input) => input switch
    {
        SoraTask task => task.Provider,
        IVideoRow row => row.Request.Provider,
        _ => null,
    };

    /// <summary>How a stage stands, such as '12 of 40 done, 9 running, 1 failed, 4 min left'.</summary>
    /// <param name="progress">How far it has come.</param>
    /// <param name="open">Its items that have not ended.</param>
    /// <param name="left">The time left; null if that is not known or not shown.</param>
    public static string Status(StageProgress progress, IReadOnlyCollection<StageItem> open, TimeSpan? left = null)
    {
        int skipped = Math.Max(0, progress.Taken - open.Count - progress.Done - progress.Failed - progress.Held);
        TimeSpan[] retrying = [.. open.Select(item => item.RetriesIn).OfType<TimeSpan>()];
        KeyValuePair<string, int>[] held =
        [
            .. open.Where(item => item.RetriesIn is null).Select(item => item.HeldUpBy).OfType<string>().CountBy(holder => holder),
        ];
        int moving = open.Count(item => item is { Moving: not null, RetriesIn: null, HeldUpBy: null });
        string done = progress.IsInputComplete ? $"{progress.Done} of {progress.Taken} done" : $"{progress.Done} done";
        return string.Join(", ", [
            done,
            .. Some(moving, "running"),
            .. Some(retrying.Length, retrying.Length == 0 ? "" : $"retrying, {Seconds(retrying.Min())}"),
            .. held.Select(one => $"{one.Value} waiting for {one.Key}"),
            .. Some(Math.Max(0, open.Count - moving - retrying.Length - held.Sum(one => one.Value)), "waiting"),
            .. Some(progress.Failed, "failed"),
            .. Some(skipped, "skipped"),
            .. Some(progress.Held, "left to other runs"),
            .. left > TimeSpan.FromSeconds(1) ? [$"{Rough(left.Value)} left"] : Array.Empty<string>(),
        ]);
    }

    /// <summary>How an item stands.</summary>
    public static string Status(StageItem item) => item switch
    {
        { RetriesIn: { } left } => Retrying(left),
        { HeldUpBy: { } holder } => $"Waiting for {holder}",
        { Bytes: { Total: { } total } bytes } => $"{Megabytes(bytes.Done)} of {Megabytes(total)} MB",
        { Bytes: { Done: > 0 } bytes } => $"{Megabytes(bytes.Done)} MB",
        { State: { } state, Fraction: > 0 and { } fraction } => $"{state}, {(int)(fraction * 100)} %",
        { State: { } state } => state.ToString(),
        { Moving: null } => "Waiting",
        _ => "Running",
    };

    /// <summary>A request that failed is sent again after this time.</summary>
    public static string Retrying(TimeSpan left) => $"Retrying, {Seconds(left)}";

    private static string[] Some(int count, string word) => count == 0 ? [] : [$"{count} {word}"];

    // An estimate: whole minutes, and tens of seconds in the last ones.
    private static string Rough(TimeSpan time) => time.TotalMinutes >= 2
        ? $"{Math.Ceiling(time.TotalMinutes):0} min"
        : $"{Math.Ceiling(time.TotalSeconds / 10) * 10:0} s";

    private static string Seconds(TimeSpan time) => $"{Math.Ceiling(time.TotalSeconds):0} s";

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.CurrentCulture);
}
