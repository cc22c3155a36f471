namespace SoraPS.Tests.Support;

/// <summary>A clock for which pauses pass at once, and for which time limits, which are longer, never run out.</summary>
public sealed class SkippingClock : TimeProvider
{
    // Above the longest pause between two tries of a download, and below the shortest time limit.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The sum of all pauses.</summary>
    public TimeSpan Passed => TimeSpan.FromTicks(Interlocked.Read(ref _passed));

    public override DateTimeOffset GetUtcNow() => s_start + Passed;

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SkippedTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SkippedTimer(SkippingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= s_longestPause)
            {
                Interlocked.Add(ref clock._passed, dueTime.Ticks);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
