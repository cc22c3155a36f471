namespace SoraPS.Bench.Polling;

/// <summary>
/// A clock that jumps from one due time of the waiting stage to the next. It knows when the stage has nothing left to do now:
/// when the stage set its timer after it read the clock, and both after the last thing that was done to it.
/// </summary>
/// <remarks>
/// Answers come at once here, so only the stage's own timer ever falls due. All others (time limits) are made and never fire.
/// </remarks>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    // The reading that the thread took last: a timer's due time counts from that, however late it is set.
    [ThreadStatic]
    private static Reading s_last;

    private readonly object _gate = new();
    private DateTimeOffset _now = start;
    private long _readings;
    private long _disturbed;
    private TimerCallback? _wake;
    private object? _state;
    private DateTimeOffset? _due;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            s_last = new Reading(++_readings, _now);
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan && _wake is null)
        {
            (_wake, _state) = (callback, state);
            return new WakeTimer(this);
        }

        return new LimitTimer();
    }

    /// <summary>Waits until the stage has set its timer or nothing is left to wait for; gives the due time, or null.</summary>
    public DateTimeOffset? AwaitDue(Func<bool> isOver)
    {
        lock (_gate)
        {
            while (_due is null && !isOver())
            {
                Monitor.Wait(_gate, TimeSpan.FromMilliseconds(1));
            }

            return _due;
        }
    }

    /// <summary>Moves to a moment.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        lock (_gate)
        {
            _now = moment > _now ? moment : _now;
        }
    }

    /// <summary>Makes the stage look at its queue; what it set its timer to before counts no more.</summary>
    public void Fire()
    {
        lock (_gate)
        {
            (_disturbed, _due) = (_readings, null);
        }

        _wake?.Invoke(_state);
    }

    private void Set(TimeSpan dueTime)
    {
        lock (_gate)
        {
            if (s_last.Number > _disturbed && dueTime > TimeSpan.Zero)
            {
                _due = s_last.Now + dueTime;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private readonly record struct Reading(long Number, DateTimeOffset Now);

    private sealed class WakeTimer(SimulatedClock owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Set(dueTime);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class LimitTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
