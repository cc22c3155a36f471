using System.Management.Automation;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>
/// Hosts a stage: each record is posted and whatever is ready by then is passed on, so that the stages of a pipeline overlap;
/// the end waits for the rest. Everything that PowerShell must see is written on the pipeline thread.
/// </summary>
public abstract class StageCmdlet<TIn, TOut> : SoraCmdlet
{
    // A stage that is stopped ends by itself within this time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private Stage<TIn, TOut>? _stage;
    private Task<bool>? _nextEvent;

    /// <summary>Opens the stage that the parameters describe.</summary>
    protected abstract Stage<TIn, TOut> Open();

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
    }

    /// <summary>Hands an item to the stage; waits while the stage has no room, passing on what gets ready meanwhile.</summary>
    protected void Post(TIn item)
    {
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
        Stage.Complete();
        do
        {
            PassOn();
            Await(NextEvent());
        }
        while (_nextEvent is not { IsCompletedSuccessfully: true, Result: false });
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
        if (disposing && _stage is { } stage)
        {
            _stage = null;
            stage.DisposeAsync().AsTask().Wait(s_patience);
        }

        base.Dispose(disposing);
    }

    /// <summary>Called for each result, on the pipeline thread.</summary>
    protected virtual void WriteResult(TOut item) => WriteObject(item);

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
            Task.WaitAny(tasks, StopToken);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
