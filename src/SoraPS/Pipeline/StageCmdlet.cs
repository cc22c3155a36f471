using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Jobs;
using SoraPS.ProgressBars;

namespace SoraPS.Pipeline;

/// <summary>
/// Hosts a stage: each record is posted and whatever is ready by then is passed on, so that the stages of a pipeline overlap;
/// the end waits for the rest. Everything that PowerShell must see is written on the pipeline thread. With -AsJob the records
/// are collected, and the end hands them to a job.
/// </summary>
public abstract class StageCmdlet<TIn, TOut> : SoraCmdlet
    where TIn : notnull
{
    /// <summary>Help text of -AsJob.</summary>
    protected const string AsJobHelp = "Returns a job at once, which does the work in the background; see Get-Job, Wait-Job and Receive-Job.";

    // A stage that is stopped ends by itself within this time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private Stage<TIn, TOut>? _stage;
    private Task<bool>? _nextEvent;
    private BarBoard? _board;
    private StageBars? _bars;
    private List<TIn>? _collected;

    /// <summary>What progress bars say that it does, such as 'Saving videos'.</summary>
    protected virtual string Activity => MyInvocation.MyCommand.Name;

    /// <summary>Whether -AsJob is given.</summary>
    protected virtual bool RunsAsJob => false;

    /// <summary>Opens the stage that the parameters describe.</summary>
    protected abstract Stage<TIn, TOut> Open();

    /// <summary>Finds what would fail before anything is sent, so that it fails before there is a job.</summary>
    /// <exception cref="SoraException">It would.</exception>
    protected virtual void Check(TIn item)
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _stage = Open();
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }

        if (RunsAsJob)
        {
            _collected = [];
        }
        else if (ShowsProgress && Host?.UI is { } screen)
        {
            _board = BarBoard.OfThread;
            _bars = _board.Add(Activity, Stage.Progress, screen);
        }
    }

    /// <summary>Hands an item to the stage; waits while the stage has no room, passing on what gets ready meanwhile.</summary>
    /// <exception cref="SoraException">With -AsJob: it cannot be sent.</exception>
    protected void Post(TIn item)
    {
        if (_collected is not null)
        {
            Check(item);
            _collected.Add(item);
            return;
        }

        while (!Stage.TryPost(item))
        {
            using CancellationTokenSource posted = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
            Await(Stage.WaitToPostAsync(posted.Token), NextEvent());
            posted.Cancel();
            PassOn();
        }

        PassOn();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_collected is not null)
        {
            StartJob(_collected);
            return;
        }

        Stage.Complete();
        do
        {
            PassOn();
            Await(NextEvent());
        }
        while (_nextEvent is not { IsCompletedSuccessfully: true, Result: false });
        HideBars();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _stage?.Stop();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            HideBars();
            _stage?.DisposeAsync().AsTask().Wait(s_patience);
            _stage = null;
        }

        base.Dispose(disposing);
    }

    /// <summary>Called for each result, on the pipeline thread.</summary>
    protected virtual void WriteResult(TOut item) => WriteObject(item);

    private void StartJob(IReadOnlyList<TIn> items)
    {
        if (IsWhatIf)
        {
            return;
        }

        // The reference library is older than this property: the whole statement that the user typed.
        string? command = PSObject.AsPSObject(MyInvocation).Properties["Statement"]?.Value as string;
        SoraJob job = StageRun<TIn, TOut>.Start(Stage, items, command ?? MyInvocation.MyCommand.Name, ShowsProgress ? Activity : null);
        _stage = null;
        JobRepository.Add(job);
        WriteObject(job);
    }

    private Stage<TIn, TOut> Stage => _stage ?? throw new PipelineStoppedException();

    // A reader may have one pending wait only, so an unfinished one is used again.
    private Task<bool> NextEvent() => _nextEvent is { IsCompleted: false }
        ? _nextEvent
        : _nextEvent = Stage.Events.WaitToReadAsync(CancellationToken.None).AsTask();

    private void PassOn()
    {
        while (Stage.Events.TryRead(out StageEvent<TOut>? stageEvent))
        {
            Write(stageEvent);
        }

        _board?.Draw(Host.UI);
    }

    private void HideBars()
    {
        if (_bars is not null)
        {
            _board?.Remove(_bars);
            _board = null;
            _bars = null;
        }
    }

    private void Write(StageEvent<TOut> stageEvent)
    {
        switch (stageEvent)
        {
            case StageEvent<TOut>.Produced produced:
                WriteResult(produced.Item);
                break;
            case StageEvent<TOut>.Failed failed:
                WriteFailure(failed.Error, failed.Target);
                break;
            case StageEvent<TOut>.Warned warned:
                WriteWarning(warned.Text);
                break;
            case StageEvent<TOut>.Told told:
                WriteVerbose(told.Text);
                break;
            case StageEvent<TOut>.Debugged debugged:
                WriteDebug(debugged.Text);
                break;
        }
    }

    private void Await(params Task[] tasks)
    {
        try
        {
            while (Task.WaitAny(tasks, _board is null ? Timeout.Infinite : BarBoard.Interval.Milliseconds, StopToken) < 0)
            {
                _board?.Draw(Host.UI);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
