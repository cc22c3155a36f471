using SoraPS.Testing;

namespace SoraPS.Bench.Polling;

/// <summary>
/// A clock that jumps from one due time of the waiting stage to the next. It knows when the stage has nothing left to do now:
/// when the stage set its timer after it read the clock, and both after the last thing that was done to it.
/// </summary>
/// <remarks>
/// Answers come at once here, so only the stage's own timer ever falls due. All others (time limits) are made and never fire.
/// </remarks>
internal sealed class SimulatedClock(DateTimeOffset start) : ManualTimeProvider(start)
{
    // The reading that the thread took last: a timer's due time counts from that, however late it is set.
    [ThreadStatic]
    private static Reading s_last;

    private readonly object _gate = new();
    private long _readings;
    private long _disturbed;
    private ManualTimer? _wake;
    private DateTimeOffset? _due;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            s_last = new Reading(++_readings, base.GetUtcNow());
            return s_last.Now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

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

    /// <summary>Moves to a moment, never back.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        lock (_gate)
        {
            TimeSpan ahead = moment - base.GetUtcNow();
            Skip(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
        }
    }

    /// <summary>Makes the stage look at its queue; what it set its timer to before counts no more.</summary>
    public void Fire()
    {
        lock (_gate)
        {
            (_disturbed, _due) = (_readings, null);
        }

        _wake?.Fire();
    }

    /// <inheritdoc/>
    protected override void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            // The stage's own is the first that is made without a due time.
            _wake ??= dueTime == Timeout.InfiniteTimeSpan ? timer : null;
            if (timer == _wake && s_last.Number > _disturbed && dueTime > TimeSpan.Zero)
            {
                _due = s_last.Now + dueTime;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private readonly record struct Reading(long Number, DateTimeOffset Now);
}
