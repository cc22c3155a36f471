using System.Management.Automation;
using SoraPS.Core.Runs;
using SoraPS.Core.Stages;
using SoraPS.Runs;

namespace SoraPS.Jobs;

/// <summary>The run that a job is.</summary>
/// <param name="run">The run, which the cmdlet began.</param>
/// <param name="step">Its only step.</param>
/// <param name="progress">How far its stage has come.</param>
/// <param name="tags">Tags of the summary for Receive-Job; null to leave it out.</param>
internal sealed class JobRun<TOut>(PipelineRun run, RunStep step, StageProgress progress, string[]? tags)
{
    /// <summary>Counts what the stage emits.</summary>
    public void Count(StageEvent<TOut> happened) => run.Count(step, happened);

    /// <summary>Gives the job its result, and Receive-Job the summary.</summary>
    public void End(SoraJob job)
    {
        run.Leave(step, progress, job.IsStopping);
        job.Run = run.Result;
        if (run.Rows > 1 && tags is not null)
        {
            InformationRecord summary = new(new HostInformationMessage { Message = $"{run.Result}" }, job.Command);
            summary.Tags.AddRange(tags);
            job.Information.Add(summary);
        }
    }
}
