using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>Waits for any number of tasks with one scheduler: polls each when it is due, emits it when it ends.</summary>
public sealed class WaitStage : Stage<SoraTask, SoraTask>
{
    private readonly StageServices _services;
    private readonly WaitOptions _options;
    private readonly SteadyClock _clock;
    private readonly TaskRecorder _recorder;
    private readonly Poller _poller;
    private readonly PollQueue _queue;
    private readonly CalledTasks _called;
    private readonly Task _scheduler;
    private int _emitted;

    internal WaitStage(StageServices services, WaitOptions options)
        : base(options.Detail)
    {
        _services = services;
        _options = options;
        _clock = new SteadyClock(services.Time);
        void Tell(string text) => Emit(new StageEvent<SoraTask>.Warned(text));
        _recorder = new TaskRecorder(services, services.Runs.Join(options.Run, Stopping), Log, Tell);
        _queue = new PollQueue(_clock, options.Throttle);
        _poller = new Poller(services, options, _clock, _queue, Log, _recorder, Tell);
        _called = new CalledTasks(services.Callbacks.Hints, _queue);
        _scheduler = Task.Run(ScheduleAsync);
    }

    /// <summary>Whether it does nothing until the clock says that the next poll is due, for simulations that move the clock then.</summary>
    internal bool IsResting => RestsUntil(0) is { } due && due < DateTimeOffset.MaxValue;

    /// <summary>Until when it does nothing while the gateway has so many of its requests; null if it does something now.</summary>
    internal DateTimeOffset? RestsUntil(int requests) =>
        _poller.UnderWay is var (tasks, sent) && sent == requests ? _queue.RestsUntil(tasks) : null;

    /// <inheritdoc/>
    public override Task WaitToPostAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Complete()
    {
        Progress.IsInputComplete = true;
        _queue.Complete();
    }

    /// <inheritdoc/>
    protected override bool TryTake(SoraTask item)
    {
        // Without its provider nothing can be asked; with it, a task that lacks its link has not ended.
        Connection? connection = _services.Connections.Find(item.Provider);
        if (item.IsEnded() && (connection is null || !item.LacksLink(connection.Dialect)))
        {
            EmitEnded(item);
        }
        else if (item.Id is null)
        {
            Fail(SubmissionErrors.NoId(item, connection), item);
        }
        else
        {
            Take(item);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override Task WorkAsync() => _scheduler;

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync() => _recorder.DisposeAsync();

    private void Take(SoraTask task)
    {
        try
        {
            Gateway gateway = _services.Gateways.Of(task.Provider);
            DateTimeOffset deadline = _options.Timeout is { } limit ? _clock.Now + limit : DateTimeOffset.MaxValue;
            PolledTask polled = new(task, Current!, gateway, deadline, _clock);
            _queue.Hold();
            _ = WorkOnAsync(polled, () => BeginAsync(polled));
        }
        catch (SoraException exception)
        {
            Fail(exception, task);
        }
    }

    private async Task ScheduleAsync()
    {
        try
        {
            await foreach (PolledTask polled in _queue.DueAsync(Stopping).ConfigureAwait(false))
            {
                _ = WorkOnAsync(polled, () => PollAsync(polled));
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Polls that are under way see the stop themselves; their sockets are closed when they have ended.
            await _queue.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            _called.Dispose();
            await _poller.DisposeAsync().ConfigureAwait(false);
            await _queue.DisposeAsync().ConfigureAwait(false);
            End();
        }
    }

    private async Task BeginAsync(PolledTask polled)
    {
        SoraTask known = await _recorder.CompleteAsync(polled.Task).ConfigureAwait(false);
        if (await _recorder.TakeAsync(known, Stopping).ConfigureAwait(false) is { } holder)
        {
            LeaveTo(holder);
            return;
        }

        _called.Hear(await _recorder.ServerLedgerAsync(known).ConfigureAwait(false));
        _called.Add(polled);
        _queue.Enqueue(polled, await _poller.FirstWaitAsync(polled).ConfigureAwait(false));
    }

    private async Task PollAsync(PolledTask polled)
    {
        PollVerdict verdict = await _poller.PollAsync(polled, Stopping).ConfigureAwait(false);
        if (await _recorder.IsOursAsync(polled.Task).ConfigureAwait(false))
        {
            if (verdict is not PollVerdict.Again)
            {
                Leave(polled);
                _recorder.HandOn(polled.Task);
            }

            Apply(verdict, polled);
        }
        else
        {
            Leave(polled);
            LeaveTo(TaskRecorder.AnotherRun);
        }
    }

    private void Leave(PolledTask polled)
    {
        _called.Remove(polled);
        _poller.Leave(polled);
    }

    // A task in hand, until it is back in the queue or done.
    private async Task WorkOnAsync(PolledTask polled, Func<Task> work)
    {
        Current = polled.Item;
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped: the task stays as it is at the gateway.
        }
        catch (Exception exception)
        {
            Fail(exception, polled.Task);
        }
        finally
        {
            _queue.Release();
        }
    }

    private void Apply(PollVerdict verdict, PolledTask polled)
    {
        switch (verdict)
        {
            case PollVerdict.Again again:
                if (polled.Failures > 0)
                {
                    polled.Item.Pause(again.After);
                }

                _queue.Enqueue(polled, again.After);
                break;
            case PollVerdict.GivenUp givenUp:
                Fail(givenUp.Error, polled.Task);
                break;
            default:
                EmitEnded(polled.Task);
                break;
        }
    }

    private void EmitEnded(SoraTask task)
    {
        if (_options.Any && Interlocked.Increment(ref _emitted) > 1)
        {
            return;
        }

        Produce(task);
        if (task.Failure() is { } failure)
        {
            Fail(failure, task);
        }

        EndItem();
        if (_options.Any)
        {
            Stop();
        }
    }
}
