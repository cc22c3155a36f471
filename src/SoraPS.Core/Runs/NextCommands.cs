using System.Globalization;
using SoraPS.Core.Text;

namespace SoraPS.Core.Runs;

/// <summary>The commands that take a run on: what to type next, so that nothing is paid twice and nothing paid is left.</summary>
/// <param name="command">The command as it was typed.</param>
/// <param name="batch">The batch of its rows; null for none.</param>
/// <param name="folder">Where videos are saved, as it was typed; null if they are not.</param>
/// <param name="canSearch">Whether a provider has a list in which a row of unknown outcome is searched for.</param>
public sealed class NextCommands(string command, string? batch, string? folder, Predicate<string> canSearch)
{
    private const string Submit = "New-SoraVideo";

    /// <summary>The commands, in the order in which they make sense.</summary>
    /// <param name="tally">What came of the run.</param>
    /// <param name="run">The same, summed up.</param>
    public IReadOnlyList<string> Of(RunTally tally, SoraRun run)
    {
        List<string> next = [];
        bool canRepeat = batch is not null && command.Contains(Submit, StringComparison.OrdinalIgnoreCase);
        int given = tally.Failures(RunStep.Wait, SoraErrorKind.WaitTimeout, SoraErrorKind.GatewayUnavailable, SoraErrorKind.InvalidResponse)
            + tally.Failures(RunStep.Save) - tally.Failures(RunStep.Save, SoraErrorKind.TaskExpired);
        int refused = tally.Failures(RunStep.Submit) - tally.Failures(RunStep.Submit, SoraErrorKind.ContentRejected);
        bool isUnfinished = !run.IsCompleted || given > 0 || (run.Submitted + run.Returned > 0 && !tally.Has(RunStep.Save));
        if (canRepeat && (!run.IsCompleted || given + refused + run.NotSubmitted > 0))
        {
            next.Add(command);
        }
        else if (isUnfinished)
        {
            next.Add($"Get-SoraTask {Scope(run)} -Unfinished | Wait-SoraTask | Save-SoraVideo -Path {Quoted(folder ?? "./videos")}");
        }

        int failed = tally.Failures(RunStep.Wait)
            - tally.Failures(RunStep.Wait, SoraErrorKind.ContentRejected, SoraErrorKind.WaitTimeout, SoraErrorKind.GatewayUnavailable);
        if (canRepeat && failed > 0 && !command.Contains("-Retry", StringComparison.OrdinalIgnoreCase))
        {
            int end = command.IndexOf(Submit, StringComparison.OrdinalIgnoreCase) + Submit.Length;
            next.Add(command.Insert(end, " -Retry Failed"));
        }

        if (run.Unknown > 0)
        {
            // Without a list, a person looks in the console of the gateway.
            string search = tally.UnknownAt.Any(provider => canSearch(provider)) ? " | Get-SoraTask" : "";
            next.Add($"Get-SoraTask {Scope(run)} -State Unknown{search}");
        }

        return next.ToArray();
    }

    private string Scope(SoraRun run) => batch is null
        ? $"-Since {Quoted(run.StartedAt?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "")}"
        : $"-Batch {Quoted(batch)}";

    private static string Quoted(string text) =>
        text.Length > 0 && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '/' or '_' or '-') && text[0] is not '-'
            ? text
            : ForeignText.Quoted(text);
}
