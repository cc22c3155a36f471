using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// A clock that nobody sets: one that is set back while a stage waits must not put off its polls, nor one that is set forward end
/// them.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    // A timer counts no more than 49 days.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(40);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startTimestamp = time.GetTimestamp();

    /// <summary>What the machine's clock would show if it had not been set since this one was made.</summary>
    public DateTimeOffset Now => _start + time.GetElapsedTime(_startTimestamp);

    /// <summary>By how much the machine's clock is ahead of this one.</summary>
    public TimeSpan Ahead => time.GetUtcNow() - Now;

    /// <summary>A timer that is not set.</summary>
    public ITimer CreateTimer(Action callback) =>
        time.CreateTimer(_ => callback(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets a timer to a moment ahead, or before it where that is further away than timers count.</summary>
    public void Set(ITimer timer, DateTimeOffset moment)
    {
        TimeSpan left = moment - Now;
        timer.Change(Max(TimeSpan.Zero, Min(left, s_longestTimer)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>A source that is cancelled at a moment; never where that is further away than timers count.</summary>
    public CancellationTokenSource CancelAt(DateTimeOffset moment)
    {
        TimeSpan left = moment - Now;
        CancellationTokenSource source = left > TimeSpan.Zero && left < s_longestTimer ? new(left, time) : new();
        if (left <= TimeSpan.Zero)
        {
            source.Cancel();
        }

        return source;
    }
}
