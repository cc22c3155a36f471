using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Tasks;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// When to poll a task next. An interval that the user set comes first; else, where it is known how long such tasks take,
/// the ages of the <see cref="PollPlan"/>. While nothing is known: what the gateway asks for in its answer, else its documented
/// pace, shortened where the progress says that it will be done sooner, except for <see cref="Scouts"/>; with jitter, so that tasks
/// made together are not polled together.
/// </summary>
internal sealed class PollSchedule(TimeSpan? fixedInterval)
{
    // Beyond all that is known, each poll is later by this share of the task's age.
    private const double Growth = 0.25;

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longestPlanned = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longestByEstimate = TimeSpan.FromSeconds(30);

    private static readonly Backoff s_failure = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)) { LongestAsked = s_longestAsked };

    /// <summary>How long to wait before the first poll of a task that was just handed over.</summary>
    /// <param name="task">The task.</param>
    /// <param name="connection">Where it is made.</param>
    /// <param name="plan">What is known about how long such tasks take; null if nothing.</param>
    /// <param name="now">The time.</param>
    /// <param name="scout">How long a scout waits; null for any other task.</param>
    public TimeSpan First(SoraTask task, Connection connection, PollPlan? plan, DateTimeOffset now, TimeSpan? scout = null)
    {
        if ((fixedInterval ?? connection.PollInterval) is { } interval)
        {
            return Clamp(interval);
        }

        TimeSpan age = Age(task, now);
        if (scout is { } dense)
        {
            return Max(TimeSpan.Zero, Jittered(dense));
        }

        if (plan is { Ends: > 0 })
        {
            return plan.After(age) is { } next ? Min(next - age, s_longestPlanned) : TimeSpan.Zero;
        }

        return Max(TimeSpan.Zero, Jittered(connection.Pace.FirstPoll - age));
    }

    /// <summary>How long to wait after an answer that says the task goes on.</summary>
    /// <param name="task">The task.</param>
    /// <param name="connection">Where it is made.</param>
    /// <param name="result">The answer.</param>
    /// <param name="plan">What is known about how long such tasks take; null if nothing.</param>
    /// <param name="now">The time.</param>
    /// <param name="scout">How long a scout waits; null for any other task.</param>
    public TimeSpan Next(
        SoraTask task, Connection connection, GatewayResult result, PollPlan? plan, DateTimeOffset now, TimeSpan? scout = null)
    {
        if (fixedInterval is { } fix)
        {
            return Clamp(fix);
        }

        TimeSpan wait = scout is { } dense ? Max(s_shortest, Jittered(dense))
            : plan is { Ends: > 0 } ? Planned(plan, Age(task, now))
            : Paced(task, connection, result, now);
        return Max(wait, Asked(result, plan) ?? TimeSpan.Zero);
    }

    /// <summary>How long the gateway asks to wait; null if it does not say. Its advice counts until enough is known.</summary>
    public static TimeSpan? Asked(GatewayResult result, PollPlan? plan) => result.Answer switch
    {
        { RetryAfter: { } asked } => Min(asked, s_longestAsked),
        { PollAfter: { } hint } when plan is not { IsFirm: true } => Clamp(hint),
        _ => null,
    };

    /// <summary>
    /// How long after now the plan has a task polled that was not seen since; zero or less if it is due, and null if the plan says
    /// nothing of it.
    /// </summary>
    public static TimeSpan? Left(PolledTask polled, PollPlan plan)
    {
        bool isPlanned = polled is { RunningAt: not null, Failures: 0, LinklessPolls: 0 };
        DateTimeOffset began = polled.Task.BeganAt();
        return isPlanned && plan.After(polled.RunningAt!.Value - began) is { } next ? began + next - polled.Now : null;
    }

    /// <summary>When the task will end, as its progress or else the gateway's estimate says; null if neither does.</summary>
    public static DateTimeOffset? ExpectedEnd(SoraTask task, TaskReport report, DateTimeOffset now) =>
        task.Progress is > 5 and <= 100 and { } progress
            ? now + (Age(task, now) * (100 - progress) / progress)
            : task.BeganAt() + report.EstimatedTime;

    /// <summary>How long to wait after so many polls in a row without an answer, and no shorter than the gateway asked for.</summary>
    public static TimeSpan AfterFailure(int failures, TimeSpan? asked) => s_failure.After(failures, asked);

    private static TimeSpan Planned(PollPlan plan, TimeSpan age) => plan.After(age) is { } next
        ? Max(s_shortest, Min(next - age, s_longestPlanned))
        : Clamp(Jittered(age * Growth));

    private static TimeSpan Paced(SoraTask task, Connection connection, GatewayResult result, DateTimeOffset now)
    {
        if (result.Answer.PollAfter is { } asked)
        {
            return Clamp(asked);
        }

        TimeSpan age = Age(task, now);
        TimeSpan interval = connection.Pace.IntervalAt(age);
        if (task.Progress is > 5 and < 100 and { } progress)
        {
            // Progress is often a guess (it jumps 0 to 90), so it may only bring the next poll forward, to half of what is left.
            TimeSpan left = age * (100 - progress) / progress;
            interval = Max(interval / 4, Min(interval, left / 2));
        }
        else if (result.Report.EstimatedTime is { } whole)
        {
            interval = Max(interval, Min((whole / 2) - age, s_longestByEstimate));
        }

        return Clamp(Jittered(interval));
    }

    private static TimeSpan Age(SoraTask task, DateTimeOffset now) => Max(TimeSpan.Zero, now - task.BeganAt());

    private static TimeSpan Jittered(TimeSpan span) => span * (0.9 + (Random.Shared.NextDouble() * 0.2));

    private static TimeSpan Clamp(TimeSpan span) => Max(s_shortest, Min(s_longest, span));
}
