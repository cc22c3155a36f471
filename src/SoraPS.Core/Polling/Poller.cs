using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling.Listing;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>Asks a gateway about a task, learns from the answer, writes it down, and says what it means.</summary>
internal sealed class Poller : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly SteadyClock _clock;
    private readonly TimeSpan? _timeout;
    private readonly IRequestLog _log;
    private readonly Action<string> _warn;
    private readonly PollQueue _queue;
    private readonly PollSchedule _schedule;
    private readonly PollVerdicts _verdicts;
    private readonly TaskRecorder _recorder;
    private readonly LearnedDurations _learned;
    private readonly CallbackPace _callbacks;
    private readonly ListedPolls _polls;
    private readonly UnknownWords _unknownWords = new();

    /// <summary>Makes one for the tasks of a stage.</summary>
    /// <param name="services">What the stage works with.</param>
    /// <param name="options">How its tasks are waited for.</param>
    /// <param name="clock">The stage's clock.</param>
    /// <param name="queue">Those that wait for their next poll.</param>
    /// <param name="log">Receives a line for each request and change of state.</param>
    /// <param name="recorder">Writes down what becomes of them.</param>
    /// <param name="warn">Called with what a person should know.</param>
    public Poller(
        StageServices services,
        WaitOptions options,
        SteadyClock clock,
        PollQueue queue,
        IRequestLog log,
        TaskRecorder recorder,
        Action<string> warn)
    {
        (_time, _clock, _timeout, _queue, _log, _warn) = (services.Time, clock, options.Timeout, queue, log, warn);
        _schedule = new PollSchedule(options.PollInterval);
        _verdicts = new PollVerdicts(_schedule);
        _callbacks = new CallbackPace(services.Callbacks.Hints, options.PollInterval);
        _polls = new ListedPolls(services.Time, log);
        _recorder = recorder;
        _learned = new LearnedDurations(_recorder, options.PollInterval);
    }

    /// <inheritdoc cref="ListedPolls.UnderWay"/>
    public (int Tasks, int Requests) UnderWay => _polls.UnderWay;

    /// <summary>How long to wait before a task that was just handed over is polled.</summary>
    public async Task<TimeSpan> FirstWaitAsync(PolledTask polled)
    {
        PollPlan? plan = await _learned.PlanAsync(polled).ConfigureAwait(false);
        _learned.Join(polled);
        polled.Listed = _polls.Join(polled.Gateway, polled.Task, polled.Item.Number, () => _queue.Hasten(polled));
        Expect(polled, plan);
        TimeSpan? scout = Scouts.Wait(polled, plan);
        return polled.Task.IsEnded()
            ? TimeSpan.Zero
            : _callbacks.Stretched(
                _schedule.First(polled.Task, polled.Gateway.Connection, plan, polled.Now, scout), polled, plan);
    }

    /// <summary>Polls a task once, until its deadline at the latest.</summary>
    /// <exception cref="OperationCanceledException">The stage was stopped: the task stays as it is at the gateway.</exception>
    public async Task<PollVerdict> PollAsync(PolledTask polled, CancellationToken stopping)
    {
        PollPlan? known = await _learned.PlanAsync(polled).ConfigureAwait(false);
        if (!polled.WasHastened && _clock.Now < polled.Deadline && _learned.Hold(polled, known) is { } hold)
        {
            return new PollVerdict.Again(hold);
        }

        using CancellationTokenSource deadline = _clock.CancelAt(polled.Deadline);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            polled.Complete(await _recorder.CompleteAsync(polled.Task).ConfigureAwait(false));
            GatewayResult result = await _polls.StatusAsync(
                polled.Gateway, polled.Listed, polled.Task, isAlone: polled.IsCalled, limit.Token).ConfigureAwait(false);
            await UpdateAsync(polled, result).ConfigureAwait(false);
            PollPlan? plan = await _learned.PlanAsync(polled).ConfigureAwait(false);
            Expect(polled, plan);
            await TellAsync(polled, plan).ConfigureAwait(false);
            polled.NotBefore = _clock.Now + (PollSchedule.Asked(result, plan) ?? TimeSpan.Zero);
            TimeSpan? scout = Scouts.Wait(polled, plan);
            PollVerdict verdict = _verdicts.OfAnswer(polled, result, plan, _clock.Now, scout);
            return verdict is PollVerdict.Again again && !polled.LacksLink
                ? new PollVerdict.Again(_callbacks.Stretched(again.After, polled, plan))
                : verdict;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return new PollVerdict.GivenUp(PollVerdicts.TimedOut(polled.Task, _timeout));
        }
        catch (SoraException exception)
        {
            return PollVerdicts.OfFailure(polled, exception, _clock.Now);
        }
    }

    /// <summary>Nobody waits for a task any more.</summary>
    public void Leave(PolledTask polled) => _polls.Leave(polled.Gateway, polled.Listed);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _polls.DisposeAsync();

    // What the gateway itself expects is known better.
    private static void Expect(PolledTask polled, PollPlan? plan)
    {
        DateTimeOffset began = polled.Task.BeganAt();
        if (polled.Item.ExpectedEnd is null && plan is { IsFirm: true } && plan.EndAfter(polled.Now - began) is { } end)
        {
            polled.Item.Expect(began + end);
        }
    }

    private static TimeSpan? Sooner(PolledTask other, PollPlan plan) =>
        (other is { Failures: 0, LinklessPolls: 0 } ? Scouts.Wait(other, plan) : null) ?? PollSchedule.Left(other, plan);

    // What was learned may say that others have ended, which were to be polled much later.
    private async ValueTask TellAsync(PolledTask polled, PollPlan? plan)
    {
        if (plan is not null && polled.Task.IsEnded() && await _learned.TakeNewsAsync(polled).ConfigureAwait(false))
        {
            _queue.Hasten(other =>
                LearnedDurations.AreAlike(other, polled) && !_callbacks.IsExpected(other) ? Sooner(other, plan) : null);
        }
    }

    private async Task UpdateAsync(PolledTask polled, GatewayResult result)
    {
        SoraTask before = polled.Task;
        SoraTask task = before.With(result.Report, polled.Gateway.Connection.Dialect, _time.GetUtcNow());
        TimeSpan? took = await _learned.LearnAsync(polled, task, result.Report).ConfigureAwait(false);
        polled.Update(task);
        polled.Item.Update(task, PollSchedule.ExpectedEnd(task, result.Report, _time.GetUtcNow()));
        if (result.Report.IsUnknownWord && _unknownWords.WarningOf(task) is { } warning)
        {
            _warn(warning);
        }

        if (task.RawState != before.RawState)
        {
            _log.Line($"{task.Provider} {task.Id}: {before.State} -> {task.State} ({task.RawState})");
        }

        if (task.IsNewsAfter(before))
        {
            string answer = polled.Gateway.Errors.Scrub(result.Answer.Text);
            await _recorder.RecordAsync(task, $"The gateway says {task.RawState}.", answer, took: took).ConfigureAwait(false);
        }

        if (task.IsEnded() && !polled.LacksLink)
        {
            Telemetry.Ended(task, _time.GetUtcNow() - task.BeganAt());
        }
    }
}
