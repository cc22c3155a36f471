using System.Threading.Channels;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>
/// Waits for any number of tasks with one scheduler: looks at each when it is due, passes it on when it ends. A look that fails
/// is no verdict about the task; only a gateway that stays silent, or refuses the account, ends the wait.
/// </summary>
public sealed class WaitStage : Stage<SoraTask, SoraTask>
{
    private const int MaxFailures = 10;
    private static readonly TimeSpan s_maxSilence = TimeSpan.FromMinutes(5);

    // A timer counts no more than 49 days.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(40);

    // A gateway may call a task done, even when it is made, before it tells where the video is.
    private static readonly TimeSpan s_maxLinkless = TimeSpan.FromMinutes(2);

    // A gateway may not yet know a task that it has just made.
    private static readonly TimeSpan s_newborn = TimeSpan.FromMinutes(1);

    private readonly StageServices _services;
    private readonly WaitOptions _options;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly long _startTimestamp;
    private readonly PollSchedule _schedule;
    private readonly TaskRecorder _recorder;
    private readonly LearnedDurations _learned;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<PolledTask, DateTimeOffset> _due = new();
    private readonly HashSet<string> _warnedWords = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(1);
    private readonly ITimer _timer;
    private readonly Task _scheduler;
    private DateTimeOffset _wakesAt;
    private int _polling;
    private bool _completed;
    private int _passed;

    internal WaitStage(StageServices services, WaitOptions options)
        : base(options.Detail)
    {
        _services = services;
        _options = options;
        _time = services.Time;
        _start = _time.GetUtcNow();
        _startTimestamp = _time.GetTimestamp();
        _schedule = new PollSchedule(options.PollInterval);
        _recorder = new TaskRecorder(services, text => Emit(new StageEvent<SoraTask>.Warned(text)));
        _learned = new LearnedDurations(_recorder);
        _timer = _time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _scheduler = Task.Run(ScheduleAsync);
    }

    /// <summary>Whether it does nothing until the clock says that the next look is due, for simulations that move the clock then.</summary>
    internal bool IsResting
    {
        get
        {
            lock (_lock)
            {
                return _polling == 0 && _due.TryPeek(out _, out DateTimeOffset due) && due == _wakesAt && due > Now;
            }
        }
    }

    /// <inheritdoc/>
    public override Task WaitToPostAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Complete()
    {
        Progress.IsInputComplete = true;
        lock (_lock)
        {
            _completed = true;
        }

        Wake();
    }

    /// <inheritdoc/>
    protected override bool TryTake(SoraTask item)
    {
        // Without its provider nothing can be asked; with it, a task that lacks its link has not ended.
        bool lacksLink = _services.Connections.Find(item.Provider) is { } connection && item.LacksLink(connection.Dialect);
        if (item.IsEnded() && !lacksLink)
        {
            Pass(item);
        }
        else if (item.Id is null)
        {
            Fail(SubmissionErrors.NoId(item, _services.Connections.Find(item.Provider)), item);
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

    // A clock that is set back while the stage waits must not put off its looks, nor one that is set forward end them.
    private DateTimeOffset Now => _start + _time.GetElapsedTime(_startTimestamp);

    // The stage's own clock as the task's age is told by it.
    private DateTimeOffset AgeClock(PolledTask watch) => Now + watch.ClockSet;

    private void Take(SoraTask task)
    {
        Gateway gateway;
        try
        {
            gateway = _services.Gateways.Of(task.Provider);
        }
        catch (SoraException exception)
        {
            Fail(exception, task);
            return;
        }

        DateTimeOffset now = Now;
        DateTimeOffset today = _time.GetUtcNow();
        DateTimeOffset deadline = _options.Timeout is { } limit ? now + limit : DateTimeOffset.MaxValue;
        Interlocked.Increment(ref _polling);
        _ = BeginAsync(new PolledTask(task, Current!, gateway, deadline)
        {
            // The task was made by the clock of now, which may have been set since the stage began.
            ClockSet = today - now,
            // One that was handed over later may have ended meanwhile.
            RunningAt = today - task.BeganAt() < s_newborn ? task.BeganAt() : null,
        });
    }

    private async Task BeginAsync(PolledTask watch)
    {
        try
        {
            PollPlan? plan = await PlanAsync(watch).ConfigureAwait(false);
            TimeSpan wait = watch.Task.IsEnded()
                ? TimeSpan.Zero
                : _schedule.First(watch.Task, watch.Gateway.Connection, plan, AgeClock(watch));
            Enqueue(watch, Now + wait);
        }
        catch (Exception exception)
        {
            Fail(exception, watch.Task);
        }
        finally
        {
            Interlocked.Decrement(ref _polling);
            Wake();
        }
    }

    // Where the user set an interval, nothing that was learned counts.
    private bool IsPlanned(PolledTask watch) => (_options.PollInterval ?? watch.Gateway.Connection.PollInterval) is null;

    private async ValueTask<PollPlan?> PlanAsync(PolledTask watch) =>
        IsPlanned(watch)
            ? (await _learned.OfAsync(watch.Task).ConfigureAwait(false)).Plan
            : null;

    private void Enqueue(PolledTask watch, DateTimeOffset due)
    {
        lock (_lock)
        {
            _due.Enqueue(watch, due < watch.Deadline ? due : watch.Deadline);
        }
    }

    private async Task ScheduleAsync()
    {
        try
        {
            while (!IsDone())
            {
                while (NextDue() is { } watch)
                {
                    _ = PollAsync(watch);
                }

                await _wake.Reader.ReadAsync(Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            await DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
            End();
        }
    }

    // Polls that are under way see the stop themselves; their sockets are closed when they have ended.
    private async Task DrainAsync()
    {
        while (Volatile.Read(ref _polling) > 0)
        {
            await _wake.Reader.ReadAsync().ConfigureAwait(false);
        }
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            return _completed && _due.Count == 0 && Volatile.Read(ref _polling) == 0;
        }
    }

    private PolledTask? NextDue()
    {
        lock (_lock)
        {
            if (_polling >= _options.Throttle || !_due.TryPeek(out _, out DateTimeOffset due))
            {
                return null;
            }

            TimeSpan left = due - Now;
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left < s_longestTimer ? left : s_longestTimer, Timeout.InfiniteTimeSpan);
                _wakesAt = due;
                return null;
            }

            Interlocked.Increment(ref _polling);
            return _due.Dequeue();
        }
    }

    private async Task PollAsync(PolledTask watch)
    {
        Current = watch.Item;
        using CancellationTokenSource deadline = Until(watch.Deadline);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stopping, deadline.Token);
        try
        {
            watch.Task = await _recorder.CompleteAsync(watch.Task).ConfigureAwait(false);
            GatewayResult result = await watch.Gateway.StatusAsync(watch.Task, Log, limit.Token).ConfigureAwait(false);
            await SeenAsync(watch, result).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped: the task stays as it is at the gateway.
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Fail(TimedOut(watch), watch.Task);
        }
        catch (SoraException exception)
        {
            NotSeen(watch, exception);
        }
        catch (Exception exception)
        {
            Fail(exception, watch.Task);
        }
        finally
        {
            Interlocked.Decrement(ref _polling);
            Wake();
        }
    }

    // A task whose time is up is looked at no more, and a look that is under way then ends.
    private CancellationTokenSource Until(DateTimeOffset deadline)
    {
        TimeSpan left = deadline - Now;
        CancellationTokenSource source = left > TimeSpan.Zero && left < s_longestTimer ? new(left, _time) : new();
        if (left <= TimeSpan.Zero)
        {
            source.Cancel();
        }

        return source;
    }

    private async Task SeenAsync(PolledTask watch, GatewayResult result)
    {
        SoraTask before = watch.Task;
        SoraTask task = before.With(result.Report, watch.Gateway.Connection.Dialect, _time.GetUtcNow());
        bool isNew = task.State != before.State;
        TimeSpan? took = isNew && task.State is SoraTaskState.Succeeded
            ? watch.Took(result.Report.CompletedAt - result.Report.CreatedAt, AgeClock(watch))
            : null;
        watch.Task = task;
        watch.Failures = 0;
        watch.FailingSince = null;
        await LearnAsync(watch, took).ConfigureAwait(false);
        watch.RunningAt = AgeClock(watch);
        watch.Item.Update(task, PollSchedule.ExpectedEnd(task, result.Report, _time.GetUtcNow()));
        if (result.Report.IsUnknownWord)
        {
            WarnOnce(task);
        }

        if (IsVerbose && task.RawState != before.RawState)
        {
            Emit(new StageEvent<SoraTask>.VerboseMessage($"{task.Provider} {task.Id}: {before.State} -> {task.State} ({task.RawState})"));
        }

        bool lacksLink = task.LacksLink(watch.Gateway.Connection.Dialect);
        if (task.IsEnded() && !lacksLink)
        {
            Telemetry.Ended(task, _time.GetUtcNow() - task.BeganAt());
        }

        if (isNew || (before.VideoUri is null && task.VideoUri is not null))
        {
            string answer = watch.Gateway.Errors.Scrub(result.Answer.Text);
            await _recorder.RecordAsync(task, $"The gateway says {task.RawState}.", answer, took: took).ConfigureAwait(false);
        }

        if (lacksLink)
        {
            AwaitLink(watch, result);
        }
        else if (task.IsEnded())
        {
            Pass(task);
        }
        else
        {
            watch.LinklessSince = null;
            PollPlan? plan = await PlanAsync(watch).ConfigureAwait(false);
            Enqueue(watch, Now + _schedule.Next(task, watch.Gateway.Connection, result, plan, AgeClock(watch)));
        }
    }

    private void AwaitLink(PolledTask watch, GatewayResult result)
    {
        DateTimeOffset now = Now;
        watch.LinklessPolls = watch.LinklessSince is null ? 1 : watch.LinklessPolls + 1;
        watch.LinklessSince ??= now;
        if (now - watch.LinklessSince >= s_maxLinkless)
        {
            Fail(watch.Task.NoLink(), watch.Task);
        }
        else
        {
            Enqueue(watch, now + PollSchedule.AfterFailure(watch.LinklessPolls, result.Answer.RetryAfter));
        }
    }

    // How long failures take says nothing about videos.
    private async Task LearnAsync(PolledTask watch, TimeSpan? took)
    {
        DateTimeOffset made = watch.Task.BeganAt();
        if (IsPlanned(watch) && watch.RunningAt is { } running && (took is not null || !watch.Task.IsEnded()))
        {
            LifeTable known = await _learned.OfAsync(watch.Task).ConfigureAwait(false);
            known.Add(running - made, took ?? AgeClock(watch) - made, took is not null);
        }
    }

    private void NotSeen(PolledTask watch, SoraException exception)
    {
        DateTimeOffset now = Now;
        watch.Failures++;
        watch.FailingSince ??= now;
        // Behind a gateway stand several servers: one of them may not know yet, or for a moment, what the others do.
        bool isStray = AgeClock(watch) - watch.Task.BeganAt() < s_newborn || (watch.RunningAt is not null && watch.Failures == 1);
        bool isPassing = exception.Kind is SoraErrorKind.GatewayUnavailable or SoraErrorKind.RateLimited or SoraErrorKind.InvalidResponse
            || (exception.Kind is SoraErrorKind.TaskNotFound && isStray);
        if (!isPassing)
        {
            Fail(SubmissionErrors.NotFound(watch.Task, exception), watch.Task);
        }
        else if (watch.Failures >= MaxFailures && now - watch.FailingSince >= s_maxSilence)
        {
            Fail(Silent(watch, exception), watch.Task);
        }
        else
        {
            Enqueue(watch, now + PollSchedule.AfterFailure(watch.Failures, exception.RetryAfter));
        }
    }

    private void Pass(SoraTask task)
    {
        if (_options.Any && Interlocked.Increment(ref _passed) > 1)
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

    private void WarnOnce(SoraTask task)
    {
        lock (_lock)
        {
            if (!_warnedWords.Add($"{task.Provider}/{task.RawState}"))
            {
                return;
            }
        }

        Emit(new StageEvent<SoraTask>.Warned(
            $"{task.Provider} uses a state word that SoraPS does not know: '{task.RawState}'. Such tasks count as running."));
    }

    // A wake-up that is pending already serves for this one too.
    private void Wake() => _wake.Writer.TryWrite(true);

    private SoraException TimedOut(PolledTask watch) => new(
        SoraErrorKind.WaitTimeout,
        $"{watch.Task.Provider}: task {watch.Task.Id} did not end within {_options.Timeout?.TotalSeconds} s; it was last seen {watch.Task.State}.")
    {
        RecommendedAction = "It goes on at the gateway. Wait again with Wait-SoraTask.",
    };

    private static SoraException Silent(PolledTask watch, SoraException last) => new(
        SoraErrorKind.GatewayUnavailable,
        $"{watch.Task.Provider}: no usable answer about task {watch.Task.Id} in {watch.Failures} looks. The last was: {last.Message}",
        last)
    {
        RecommendedAction = last.RecommendedAction,
        HttpStatus = last.HttpStatus,
        GatewayRequestId = last.GatewayRequestId,
    };
}
