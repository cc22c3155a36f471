using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Jobs;

/// <summary>What -AsJob gives: a job with a child for each row or task, all of them in the hands of one stage.</summary>
public sealed class SoraJob : StageJob
{
    // A stage that is stopped ends by itself well within this time.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private readonly StageProgress _progress;
    private readonly Action _stop;

    internal SoraJob(string command, string location, StageProgress progress, Action stop)
        : base(command, name: null, location)
    {
        _progress = progress;
        _stop = stop;
    }

    /// <summary>How many items are done, running and failed.</summary>
    public override string StatusMessage => ItemText.Status(_progress, _progress.Open);

    /// <inheritdoc/>
    public override bool HasMoreData => base.HasMoreData || ChildJobs.Any(child => child.HasMoreData);

    /// <summary>What came of it, as Get-SoraRun tells of a pipeline; null until it has ended.</summary>
    public SoraRun? Run { get; internal set; }

    /// <summary>Whether it was asked to stop.</summary>
    internal bool IsStopping { get; private set; }

    /// <summary>Stops at once; what was begun stays as it is at the gateway and can be taken up again.</summary>
    public override void StopJob()
    {
        if (!HasEnded)
        {
            IsStopping = true;
            SetState(JobState.Stopping);
            _stop();
            Finished.WaitOne(s_timeout);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            foreach (Job child in ChildJobs)
            {
                child.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
