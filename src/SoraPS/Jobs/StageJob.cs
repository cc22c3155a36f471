using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Jobs;

/// <summary>What a job and its children share: streams that take what a stage tells, and an end that comes once.</summary>
public abstract class StageJob : Job
{
    private readonly Lock _lock = new();

    private protected StageJob(string command, string? name, string location)
        : base(command, name)
    {
        Location = location;
        PSJobTypeName = nameof(SoraJob);
        SetJobState(JobState.Running);
    }

    /// <summary>Name of the provider that is asked; several with commas between them.</summary>
    public override string Location { get; }

    /// <summary>Whether there is something to receive.</summary>
    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0
        || Debug.Count > 0 || Information.Count > 0 || Progress.Count > 0;

    /// <summary>Whether nothing more will be written.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Whether an item failed.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Goes into another state; ignored once the job has ended.</summary>
    internal void SetState(JobState state)
    {
        lock (_lock)
        {
            if (!HasEnded)
            {
                HasEnded = state is JobState.Completed or JobState.Failed or JobState.Stopped;
                SetJobState(state);
            }
        }
    }

    /// <summary>Notes what a stage tells.</summary>
    internal void Write<T>(StageEvent<T> stageEvent)
    {
        switch (stageEvent)
        {
            case StageEvent<T>.Produced produced:
                Output.Add(PSObject.AsPSObject(produced.Item));
                break;
            case StageEvent<T>.Failed failed:
                HasFailed = true;
                Error.Add(ErrorRecords.Create(failed.Error, failed.Target));
                break;
            case StageEvent<T>.Warned warned:
                Warning.Add(new WarningRecord(warned.Text));
                break;
            case StageEvent<T>.VerboseMessage told:
                Verbose.Add(new VerboseRecord(told.Text));
                break;
            case StageEvent<T>.DebugMessage debugged:
                Debug.Add(new DebugRecord(debugged.Text));
                break;
        }
    }
}
