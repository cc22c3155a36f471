using SoraPS.Core.Callbacks;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Tasks;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// Polls rarely while a callback is expected, for those that never come: not before it is overdue, or, while nobody knows how long such
/// tasks take, ten times less often. Then as usual.
/// </summary>
/// <param name="hints">What callbacks are expected.</param>
/// <param name="fixedInterval">The interval that the user set for this wait, which is kept; null for none.</param>
internal sealed class CallbackPace(CallbackHints hints, TimeSpan? fixedInterval)
{
    private const int Rarely = 10;

    // By so much of its age a task is later than nine of ten others.
    private const double Overdue = 1.25;
    private static readonly TimeSpan s_overdue = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Whether a callback about a task is expected, and decides when it is polled.</summary>
    public bool IsExpected(PolledTask polled) => fixedInterval is null && hints.IsExpected(polled.Task);

    /// <summary>How long to wait before the next poll.</summary>
    /// <param name="usual">How long that would be without callbacks.</param>
    /// <param name="polled">The task.</param>
    /// <param name="plan">What is known about how long such tasks take; null if nothing.</param>
    public TimeSpan Stretched(TimeSpan usual, PolledTask polled, PollPlan? plan)
    {
        if (!IsExpected(polled))
        {
            return usual;
        }

        TimeSpan wait = plan is { IsFirm: true } && plan.EndAfter(TimeSpan.Zero) is { } end
            ? (end * Overdue) + s_overdue - (polled.Now - polled.Task.BeganAt())
            : Min(usual * Rarely, s_longest);
        return Max(wait, usual);
    }
}
