using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

public sealed class FaultStormTests
{
    private static readonly EmulatorFaultKind[] s_pollFaults =
    [
        EmulatorFaultKind.RateLimited, EmulatorFaultKind.ErrorBefore, EmulatorFaultKind.ErrorAfter,
        EmulatorFaultKind.LostReply, EmulatorFaultKind.Reset, EmulatorFaultKind.NotJson, EmulatorFaultKind.EmptyBody,
        EmulatorFaultKind.UnknownState, EmulatorFaultKind.NotFound, EmulatorFaultKind.Slow,
    ];

    private static readonly EmulatorFaultKind[] s_downloadFaults =
    [
        EmulatorFaultKind.RateLimited, EmulatorFaultKind.ErrorBefore, EmulatorFaultKind.LostReply, EmulatorFaultKind.Reset,
        EmulatorFaultKind.EmptyBody, EmulatorFaultKind.TruncatedDownload, EmulatorFaultKind.HtmlDownload,
        EmulatorFaultKind.ExpiredLink, EmulatorFaultKind.Redirect, EmulatorFaultKind.Slow,
    ];

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("LinkModel")]
    public async Task Two_hundred_tasks_come_through_a_fifth_of_all_polls_and_downloads_failing(string provider)
    {
        await using TestPipeline pipeline = new(new()
        {
            GenerationTime = TimeSpan.FromMilliseconds(500),
            Seed = 20261120,

            // A task that is looked at by a page of others is polled less often.
            HasTaskList = false,
            Faults = [.. Faults(EmulatorOperation.Status, s_pollFaults), .. Faults(EmulatorOperation.Download, s_downloadFaults)],
        });
        VideoRequest[] rows = TestPipeline.Rows(200);
        PipelineResult result = await pipeline.RunAsync(provider, rows);
        VideoAssert.AllSaved(pipeline, result, rows);
        Assert.Equal(200, pipeline.Emulator.Counters.Creates);
        Assert.Equal(
            s_pollFaults.Union(s_downloadFaults).Select(kind => kind.ToString()).Order(),
            pipeline.Emulator.Counters.FaultsByKind.Keys.Order());
        Assert.Contains("NOT_START", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    // Each rule is asked in turn, so shares of a fifth each add up to a little less than a fifth in all.
    private static IEnumerable<EmulatorFault> Faults(EmulatorOperation on, EmulatorFaultKind[] kinds) => kinds.Select(kind =>
        new EmulatorFault
        {
            Kind = kind,
            On = on,
            Rate = 0.2 / kinds.Length,
            RetryAfter = kind is EmulatorFaultKind.RateLimited ? TimeSpan.FromMilliseconds(100) : null,
            RetryAfterForm = RetryAfterForm.Milliseconds,
            Delay = kind is EmulatorFaultKind.Slow ? TimeSpan.FromMilliseconds(200) : null,
        });
}
