using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;
using SoraPS.ProgressBars;

namespace SoraPS.Jobs;

/// <summary>Hosts a stage for a job: posts what the cmdlet collected, and gives each child what is about its item.</summary>
internal sealed class JobHost<TIn, TOut>
    where TIn : notnull
{
    private readonly Lock _lock = new();
    private readonly Stage<TIn, TOut> _stage;
    private readonly IReadOnlyList<TIn> _items;
    private readonly List<SoraTaskJob> _children;
    private readonly StageBars? _bars;
    private readonly JobRun<TOut>? _run;

    private JobHost(Stage<TIn, TOut> stage, IReadOnlyList<TIn> items, string command, string? activity, JobRun<TOut>? run)
    {
        _run = run;
        _stage = stage;
        _items = items;
        string location = string.Join(",", items.Select(item => ItemText.Provider(item)).Distinct());
        Job = new SoraJob(command, location, stage.Progress, stage.Stop);
        _children = [.. items.Select((item, number) => new SoraTaskJob(command, item, number, stage.Progress))];
        _children.ForEach(Job.ChildJobs.Add);
        _bars = activity is null ? null : new StageBars(activity, stage.Progress, Show) { ShowsTimeLeft = false };
    }

    private SoraJob Job { get; }

    /// <summary>Starts a job, which owns the stage from now on.</summary>
    /// <param name="stage">The stage; nothing was posted to it yet.</param>
    /// <param name="items">Its input.</param>
    /// <param name="command">What the user typed.</param>
    /// <param name="activity">What progress bars call it; null for none.</param>
    /// <param name="run">The run that it is; null if it is none.</param>
    public static SoraJob Start(
        Stage<TIn, TOut> stage, IReadOnlyList<TIn> items, string command, string? activity, JobRun<TOut>? run)
    {
        JobHost<TIn, TOut> host = new(stage, items, command, activity, run);
        if (!Session.Stages.TryAdd(stage, stage.Stop))
        {
            stage.Stop();
        }

        Session.Jobs.TryAdd(host.Job, true);
        _ = Task.Run(host.RunAsync);
        return host.Job;
    }

    private async Task RunAsync()
    {
        try
        {
            try
            {
                await HostAsync().ConfigureAwait(false);
            }
            finally
            {
                await Session.Stages.LeaveAsync(_stage).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stage.Stopping.IsCancellationRequested)
        {
            // What was under way is told now, or ends in the background.
        }
        catch (Exception exception)
        {
            Job.Write(new StageEvent<TOut>.Failed(exception, Target: null));
        }
        finally
        {
            while (_stage.Events.TryRead(out StageEvent<TOut>? told))
            {
                Emit(told);
            }

            End();
        }
    }

    private async Task HostAsync()
    {
        using PeriodicTimer timer = new(ProgressRenderer.Interval);
        Task drawing = _bars is null ? Task.CompletedTask : DrawAsync(_bars, timer);
        try
        {
            await Task.WhenAll(FeedAsync(), _stage.DrainAsync(Emit, _stage.Stopping)).ConfigureAwait(false);
        }
        finally
        {
            timer.Dispose();
            await drawing.ConfigureAwait(false);
        }
    }

    private async Task FeedAsync()
    {
        try
        {
            await _stage.FeedAsync(_items.ToAsyncEnumerable(), _stage.Stopping).ConfigureAwait(false);
        }
        catch
        {
            // Else its events would never end, nor would the job.
            _stage.Stop();
            throw;
        }
    }

    private void Emit(StageEvent<TOut> stageEvent)
    {
        lock (_lock)
        {
            _run?.Count(stageEvent);
            SoraTaskJob? child = stageEvent.About is { } item ? _children[item.Number] : null;
            if (stageEvent is StageEvent<TOut>.Ended)
            {
                _bars?.Complete(stageEvent.About!);
                child!.SetState(child.HasFailed ? JobState.Failed : JobState.Completed);
            }
            else if (child is { HasEnded: false })
            {
                child.Write(stageEvent);
            }
            else
            {
                Job.Write(stageEvent);
            }
        }
    }

    private async Task DrawAsync(StageBars bars, PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            lock (_lock)
            {
                bars.Draw(_children.Count);
            }
        }
    }

    // The streams of a job that has ended take nothing more.
    private void Show(StageItem? item, ProgressRecord record)
    {
        StageJob job = item is null ? Job : _children[item.Number];
        if (!job.HasEnded)
        {
            job.Progress.Add(record);
        }
    }

    private void End()
    {
        _bars?.Complete();
        foreach (SoraTaskJob child in _children)
        {
            child.SetState(JobState.Stopped);
        }

        _run?.End(Job);
        bool hasFailed = Job.HasFailed || _children.Any(child => child.HasFailed);
        Job.SetState(Job.IsStopping ? JobState.Stopped : hasFailed ? JobState.Failed : JobState.Completed);
        Session.Jobs.TryRemove(Job, out _);
    }
}
