namespace SoraPS.Testing;

/// <summary>A clock for which pauses pass at once, and for which the time limits of requests never run out.</summary>
public sealed class SkippingClock : ManualTimeProvider
{
    // Those of an attempt and of a whole request. A pause may be exactly as long, but it cancels nothing.
    private static readonly TimeSpan[] s_limits = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)];
    private readonly DateTimeOffset _start;

    /// <summary>A clock that has skipped nothing.</summary>
    public SkippingClock() => _start = GetUtcNow();

    /// <summary>The sum of all pauses.</summary>
    public TimeSpan Passed => GetUtcNow() - _start;

    /// <inheritdoc/>
    protected internal override void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool isLimit = timer.State is CancellationTokenSource && s_limits.Contains(dueTime);
        if (dueTime >= TimeSpan.Zero && !isLimit)
        {
            Skip(dueTime);
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }
    }
}
