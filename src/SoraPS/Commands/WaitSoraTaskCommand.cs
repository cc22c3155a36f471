using System.Management.Automation;
using SoraPS.Core.Polling;
using SoraPS.Core.Runs;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Waits for any number of tasks together and emits each when it ends.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SoraTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(SoraTask), typeof(Job))]
public sealed class WaitSoraTaskCommand : TaskStageCmdlet<SoraTask>
{
    /// <summary>End with the first.</summary>
    [Parameter(HelpMessage = "Stops waiting when the first task ends. The other tasks continue at the gateway.")]
    public SwitchParameter Any { get; set; }

    /// <summary>Bound on each wait.</summary>
    [Parameter(HelpMessage = "Maximum seconds to wait for each task. Default: no limit.")]
    [ValidateRange(0.001, 31_536_000)]
    public double? TimeoutSec { get; set; }

    /// <summary>Fixed interval.</summary>
    [Parameter(HelpMessage = "Seconds between polls of a task. Default: SoraPS chooses the interval.")]
    [ValidateRange(0.05, 3600)]
    public double? PollIntervalSec { get; set; }

    /// <summary>How many looks at once.</summary>
    [Parameter(HelpMessage = "Maximum number of concurrent polls, 1 to 256. Default: 32.")]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>In the background.</summary>
    [Parameter(HelpMessage = AsJobHelp)]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Waiting for videos";

    /// <inheritdoc/>
    protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override RunStep? Step => RunStep.Wait;

    /// <inheritdoc/>
    protected override Stage<SoraTask, SoraTask> Open() => Session.Client.Wait(new WaitOptions
    {
        Any = Any,
        Timeout = TimeoutSec is { } limit ? TimeSpan.FromSeconds(limit) : null,
        PollInterval = PollIntervalSec is { } interval ? TimeSpan.FromSeconds(interval) : null,
        Throttle = ThrottleLimit,
        Run = LedgerRun,
        Detail = Detail,
    });
}
