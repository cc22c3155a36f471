using SoraPS.Core.Runs;
using SoraPS.Core.Stages;

namespace SoraPS.Tests.Runs;

/// <summary>What a run proposes to type next.</summary>
public sealed class NextCommandsTests
{
    private const string Command = "Import-Csv a.csv | New-SoraVideo -Batch spring | Wait-SoraTask | Save-SoraVideo -Path ./videos";

    private static readonly SoraTask s_task = new() { RequestId = "r1", Id = "t1", Provider = "LinkModel", State = SoraTaskState.Failed };

    [Theory]
    [InlineData(RunStep.Submit, SoraErrorKind.InvalidRequest, Command)]
    [InlineData(RunStep.Submit, SoraErrorKind.ContentRejected, null)]
    [InlineData(RunStep.Wait, SoraErrorKind.WaitTimeout, Command)]
    [InlineData(RunStep.Wait, SoraErrorKind.ContentRejected, null)]
    [InlineData(RunStep.Save, SoraErrorKind.DownloadFailed, Command)]
    [InlineData(
        RunStep.Wait,
        SoraErrorKind.TaskFailed,
        "Import-Csv a.csv | New-SoraVideo -Retry Failed -Batch spring | Wait-SoraTask | Save-SoraVideo -Path ./videos")]
    public void A_failure_is_followed_by_the_command_that_mends_it(RunStep step, SoraErrorKind kind, string? next)
    {
        RunTally tally = Line();
        tally.Refuse(step, kind);
        Assert.Equal(next is null ? [] : [next], Next(tally, "spring"));
    }

    [Fact]
    public void A_row_of_unknown_outcome_is_looked_for_first_and_never_sent_again()
    {
        RunTally tally = Line();
        SoraException unknown = new(SoraErrorKind.SubmissionUnknown, "No answer.");
        tally.Count(RunStep.Submit, new StageEvent<SoraTask>.Failed(unknown, s_task with { State = SoraTaskState.Unknown }));
        Assert.Equal(["Get-SoraTask -Batch spring -State Unknown | Get-SoraTask"], Next(tally, "spring"));
        Assert.Equal(["Get-SoraTask -Batch spring -State Unknown"], Next(tally, "spring", canSearch: false));
        Assert.Equal(2, (tally.ToRun() with { IsCompleted = true }).ExitCode);

        // The gateway knew the task after all.
        tally.Count(RunStep.Wait, new StageEvent<SoraTask>.Produced(s_task with { State = SoraTaskState.Succeeded }));
        Assert.Empty(Next(tally, "spring"));
    }

    [Fact]
    public void Without_a_batch_what_was_made_is_brought_home_and_nothing_is_submitted()
    {
        RunTally tally = Line();
        tally.Refuse(RunStep.Save, SoraErrorKind.DownloadFailed);
        string next = Assert.Single(Next(tally, null));
        Assert.StartsWith("Get-SoraTask -Since '2026-01-02 03:04:05 +00:00' -Unfinished | Wait-SoraTask", next, StringComparison.Ordinal);
    }

    private static RunTally Line()
    {
        RunTally tally = new();
        Array.ForEach(Enum.GetValues<RunStep>(), tally.Begin);
        return tally;
    }

    private static IReadOnlyList<string> Next(RunTally tally, string? batch, bool canSearch = true) =>
        new NextCommands(Command, batch, "./videos", _ => canSearch).Of(
        tally, tally.ToRun() with { IsCompleted = true, StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) });
}
