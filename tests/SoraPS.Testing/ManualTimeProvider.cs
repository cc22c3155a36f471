namespace SoraPS.Testing;

/// <summary>A clock that moves only when it is moved; moving it fires the timers that fall due, in their order.</summary>
/// <param name="start">Where it starts; null for a fixed moment.</param>
public class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start ?? new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _jumped;

    /// <summary>Timers that are set and have not fired; tests wait for it before they move the clock.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(timer => timer.Due is not null);
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _jumped;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.UtcTicks;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the clock, as a person or a time server does: timers and timestamps take no notice.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_gate)
        {
            _jumped += by;
        }
    }

    /// <summary>Moves to the moment at which the next timer falls due.</summary>
    public void AdvanceToNext()
    {
        TimeSpan left;
        lock (_gate)
        {
            left = _timers.Min(timer => timer.Due) - _now ?? TimeSpan.Zero;
        }

        Advance(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Lets time pass, and fires what falls due in it.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_gate)
        {
            end = _now + by;
        }

        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    /// <summary>Lets time pass, and fires nothing.</summary>
    protected void Skip(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }

    /// <summary>A timer was set; one that is due at once fires on another thread.</summary>
    protected internal virtual void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Period = period;
            TimeSpan first = dueTime == TimeSpan.Zero ? period : dueTime;
            timer.Due = dueTime < TimeSpan.Zero || first <= TimeSpan.Zero ? null : _now + first;
        }

        if (dueTime == TimeSpan.Zero)
        {
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            ManualTimer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next?.Due is { } due)
            {
                // A timer sees the moment at which it fell due, not the one the clock is moved to.
                _now = due > _now ? due : _now;
                next.Due = next.Period > TimeSpan.Zero ? due + next.Period : null;
            }

            return next;
        }
    }
}
