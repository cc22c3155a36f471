using SoraPS.Testing;

namespace SoraPS.Bench.Polling;

/// <summary>A clock that jumps from one event to the next: a due poll, an answer, a new task.</summary>
/// <remarks>Only the waiting stage's own timer ever falls due. All others (time limits) are made and never fire.</remarks>
internal sealed class SimulatedClock(DateTimeOffset start) : ManualTimeProvider(start)
{
    private ManualTimer? _wake;

    /// <summary>Moves to a moment, never back.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        TimeSpan ahead = moment - GetUtcNow();
        Skip(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
    }

    /// <summary>Makes the stage look at its queue.</summary>
    public void Fire() => _wake?.Fire();

    /// <inheritdoc/>
    protected override void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        // The stage's own is the first that is made without a due time.
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            Interlocked.CompareExchange(ref _wake, timer, null);
        }
    }
}
