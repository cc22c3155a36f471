using System.Globalization;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>How items are called and how they stand, in the words of progress bars and jobs.</summary>
internal static class ItemText
{
    private const int MaxLabel = 40;

    /// <summary>The row's own label, or else the task's id or the prompt; on one line and short.</summary>
    public static string Label(object input)
    {
        string? label = input switch
        {
            SoraTask task => task.Name ?? task.Id ?? task.RequestId,
            IVideoRow row => row.Request.Name ?? row.Request.Prompt,
            _ => input.ToString(),
        };

        // Names and ids come from files and from the network: nothing in them may steer the terminal.
        string clean = string.Concat((label ?? "").Select(one => char.IsControl(one) ? ' ' : one)).Trim();
        return clean.Length == 0 ? "(no name)" : clean.Length <= MaxLabel ? clean : clean[..(MaxLabel - 1)] + "…";
    }

    /// <summary>The name of the connection that an item goes to, or null for the default one.</summary>
    public static string? Provider(object input) => input switch
    {
        SoraTask task => task.Provider,
        IVideoRow row => row.Request.Provider,
        _ => null,
    };

    /// <summary>How a stage stands, such as '12 of 40 done, 9 running, 1 failed'.</summary>
    public static string Status(StageProgress progress, IReadOnlyCollection<StageItem> open)
    {
        int skipped = Math.Max(0, progress.Taken - open.Count - progress.Done - progress.Failed);
        int moving = open.Count(item => item.Moving is not null);
        string done = progress.IsInputComplete ? $"{progress.Done} of {progress.Taken} done" : $"{progress.Done} done";
        return string.Join(", ", [
            done,
            .. Some(moving, "running"),
            .. Some(open.Count - moving, "waiting"),
            .. Some(progress.Failed, "failed"),
            .. Some(skipped, "skipped"),
        ]);
    }

    /// <summary>How an item stands.</summary>
    public static string Status(StageItem item) => item switch
    {
        { WaitsFor: { } holder } => $"Waiting for {holder}",
        { Bytes: { Total: { } total } bytes } => $"{Megabytes(bytes.Done)} of {Megabytes(total)} MB",
        { Bytes: { Done: > 0 } bytes } => $"{Megabytes(bytes.Done)} MB",
        { State: { } state, Fraction: > 0 and { } fraction } => $"{state}, {(int)(fraction * 100)} %",
        { State: { } state } => state.ToString(),
        { Moving: null } => "Waiting",
        _ => "Running",
    };

    private static string[] Some(int count, string word) => count == 0 ? [] : [$"{count} {word}"];

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.CurrentCulture);
}
