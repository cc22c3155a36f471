namespace SoraPS.Tests.Support;

/// <summary>A clock for which pauses pass at once, and for which the time limits of requests never run out.</summary>
public sealed class SkippingClock : TimeProvider
{
    // Those of an attempt and of a whole request. A pause may be exactly as long, but it cancels nothing.
    private static readonly TimeSpan[] s_limits = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)];
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
            bool isLimit = state is CancellationTokenSource && s_limits.Contains(dueTime);
            if (dueTime >= TimeSpan.Zero && !isLimit)
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
