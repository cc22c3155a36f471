using SoraPS.Core.Gateways;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>
/// Decides what a poll means. One that fails is no verdict about the task; only a gateway that stays silent, or refuses the account,
/// ends the wait.
/// </summary>
internal sealed class PollVerdicts(PollSchedule schedule)
{
    private const int MaxFailures = 10;
    private static readonly TimeSpan s_maxSilence = TimeSpan.FromMinutes(5);

    // A gateway may call a task done, even when it is made, before it says where the video is.
    private static readonly TimeSpan s_maxLinkless = TimeSpan.FromMinutes(2);

    /// <summary>What an answer means, which the task has been updated with.</summary>
    /// <param name="polled">The task.</param>
    /// <param name="result">The answer.</param>
    /// <param name="plan">What is known about how long such tasks take; null if nothing.</param>
    /// <param name="now">The time, by the stage's clock.</param>
    /// <param name="scout">How long a scout waits; null for any other task.</param>
    public PollVerdict OfAnswer(PolledTask polled, GatewayResult result, PollPlan? plan, DateTimeOffset now, TimeSpan? scout = null)
    {
        if (polled.LacksLink)
        {
            polled.LinklessPolls++;
            polled.LinklessSince ??= now;
            return now - polled.LinklessSince >= s_maxLinkless
                ? new PollVerdict.GivenUp(polled.Task.NoLink())
                : new PollVerdict.Again(PollSchedule.AfterFailure(polled.LinklessPolls, result.Answer.RetryAfter));
        }

        if (polled.Task.IsEnded())
        {
            return new PollVerdict.Ended();
        }

        (polled.LinklessPolls, polled.LinklessSince) = (0, null);
        return new PollVerdict.Again(schedule.Next(polled.Task, polled.Gateway.Connection, result, plan, polled.Now, scout));
    }

    /// <summary>What it means that there is no usable answer.</summary>
    /// <param name="polled">The task.</param>
    /// <param name="exception">Why there is none.</param>
    /// <param name="now">The time, by the stage's clock.</param>
    public static PollVerdict OfFailure(PolledTask polled, SoraException exception, DateTimeOffset now)
    {
        polled.Failures++;
        polled.FailingSince ??= now;

        // Behind a gateway stand several servers: one of them may not know yet, or for a moment, what the others do.
        bool isStray = polled.IsNewborn || (polled.RunningAt is not null && polled.Failures == 1);
        bool isPassing = exception.Kind is SoraErrorKind.GatewayUnavailable or SoraErrorKind.RateLimited or SoraErrorKind.InvalidResponse
            || (exception.Kind is SoraErrorKind.TaskNotFound && isStray);
        if (!isPassing)
        {
            return new PollVerdict.GivenUp(SubmissionErrors.NotFound(polled.Task, exception));
        }

        return polled.Failures >= MaxFailures && now - polled.FailingSince >= s_maxSilence
            ? new PollVerdict.GivenUp(Silent(polled, exception))
            : new PollVerdict.Again(PollSchedule.AfterFailure(polled.Failures, exception.RetryAfter));
    }

    /// <summary>The error of a task that did not end within the time that its user gave it.</summary>
    public static SoraException TimedOut(SoraTask task, TimeSpan? timeout) => new(
        SoraErrorKind.WaitTimeout,
        $"{task.Provider}: task {task.Id} did not end within {timeout?.TotalSeconds} s; it was last seen {task.State}.")
    {
        RecommendedAction = "It goes on at the gateway. Wait again with Wait-SoraTask.",
    };

    private static SoraException Silent(PolledTask polled, SoraException last) => new(
        SoraErrorKind.GatewayUnavailable,
        $"{polled.Task.Provider}: no usable answer about task {polled.Task.Id} in {polled.Failures} polls. The last was: {last.Message}",
        last)
    {
        RecommendedAction = last.RecommendedAction,
        HttpStatus = last.HttpStatus,
        GatewayRequestId = last.GatewayRequestId,
    };
}
