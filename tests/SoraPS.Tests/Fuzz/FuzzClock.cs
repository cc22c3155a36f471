namespace SoraPS.Tests.Fuzz;

/// <summary>A clock on which waits pass at once, and the timeouts of requests never come.</summary>
public sealed class FuzzClock : TimeProvider
{
    // Those of an attempt and of a whole request. A wait is never exactly as long: it is jittered.
    private static readonly TimeSpan[] s_timeouts = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)];
    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => s_start + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !s_timeouts.Contains(dueTime))
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
        }

        return new Still();
    }

    private sealed class Still : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
