using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.ProgressBars;

namespace SoraPS.Pipeline;

/// <summary>
/// Hosts a stage for a cmdlet: whatever is ready is passed on whenever the cmdlet has its turn, so that the stages of a
/// pipeline overlap. Everything that PowerShell must see is written on the pipeline thread.
/// </summary>
internal sealed class PipelineHost<TIn, TOut> : IDisposable
{
    private readonly SoraCmdlet _cmdlet;
    private readonly Stage<TIn, TOut> _stage;
    private readonly CancellationToken _stop;
    private readonly Action<StageEvent<TOut>>? _count;
    private ProgressRenderer? _board;
    private StageBars? _bars;
    private Task<bool>? _nextEvent;

    /// <summary>Makes a host.</summary>
    /// <param name="cmdlet">Who writes.</param>
    /// <param name="stage">The stage, which stays the cmdlet's.</param>
    /// <param name="activity">What progress bars call it; null for none.</param>
    /// <param name="count">Counts what happens; null for nobody.</param>
    /// <param name="stop">Cancelled when the pipeline is stopped.</param>
    public PipelineHost(
        SoraCmdlet cmdlet, Stage<TIn, TOut> stage, string? activity, Action<StageEvent<TOut>>? count, CancellationToken stop)
    {
        _count = count;
        _cmdlet = cmdlet;
        _stage = stage;
        _stop = stop;
        if (activity is not null && cmdlet.Host?.UI is { } screen)
        {
            _board = ProgressRenderer.OfThread;
            _bars = _board.Add(activity, stage.Progress, screen);
        }
    }

    /// <summary>Waits until what all items need is open.</summary>
    /// <exception cref="SoraException">It cannot be.</exception>
    public void AwaitOpened()
    {
        if (!_stage.Opened.IsCompleted)
        {
            _bars?.IsOpening = true;
            Await(_stage.Opened);
            _bars?.IsOpening = false;
        }

        _stage.Opened.WaitForCompletion();
    }

    /// <summary>Hands an item to the stage; waits while it has no room, passing on what gets ready meanwhile.</summary>
    public void Post(TIn item)
    {
        while (!_stage.TryPost(item))
        {
            using CancellationTokenSource posted = CancellationTokenSource.CreateLinkedTokenSource(_stop);
            Await(_stage.WaitToPostAsync(posted.Token), NextEvent());
            posted.Cancel();
            PassOn();
        }

        PassOn();
    }

    /// <summary>Passes on all that is still to come.</summary>
    public void Drain()
    {
        _stage.Complete();
        do
        {
            PassOn();
            Await(NextEvent());
        }
        while (_nextEvent is not { IsCompletedSuccessfully: true } next || next.WaitForResult());
        Dispose();
    }

    /// <summary>Takes the progress bars away.</summary>
    public void Dispose()
    {
        if (_bars is not null)
        {
            _board?.Remove(_bars);
            _board = null;
            _bars = null;
        }
    }

    // A reader may have one pending wait only, so an unfinished one is used again.
    private Task<bool> NextEvent() => _nextEvent is { IsCompleted: false }
        ? _nextEvent
        : _nextEvent = _stage.Events.WaitToReadAsync(CancellationToken.None).AsTask();

    private void PassOn()
    {
        // A stage that cannot be opened fails its items, too; the cmdlet tells it once, for all of them.
        while (_stage.Events.TryRead(out StageEvent<TOut>? stageEvent) && !_stage.Opened.IsFaulted)
        {
            Write(stageEvent);
        }

        Draw();
    }

    private void Draw()
    {
        _board?.Draw(_cmdlet.Host.UI);
        if (_board?.NextLine() is { } line && _cmdlet.ShowsSummary)
        {
            _cmdlet.WriteNotice(line);
        }
    }

    private void Write(StageEvent<TOut> stageEvent)
    {
        _count?.Invoke(stageEvent);
        switch (stageEvent)
        {
            case StageEvent<TOut>.Produced produced:
                _cmdlet.WriteObject(produced.Item);
                break;
            case StageEvent<TOut>.Failed failed:
                _cmdlet.WriteError(ErrorRecords.Create(failed.Error, failed.Target));
                break;
            case StageEvent<TOut>.Warned warned:
                _cmdlet.WriteWarning(warned.Text);
                break;
            case StageEvent<TOut>.VerboseMessage verbose:
                _cmdlet.WriteVerbose(verbose.Text);
                break;
            case StageEvent<TOut>.DebugMessage debugged:
                _cmdlet.WriteDebug(debugged.Text);
                break;
        }
    }

    private void Await(params Task[] tasks)
    {
        int tick = _board is null ? Timeout.Infinite : (int)ProgressRenderer.Interval.TotalMilliseconds;
        try
        {
            while (Task.WaitAny(tasks, tick, _stop) < 0)
            {
                Draw();
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
