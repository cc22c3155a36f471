using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling;

/// <summary>
/// While no end is known, a task is polled at the documented pace, give or take a tenth. OpenAI's is 10 s, and 15 s after two minutes.
/// </summary>
public class PacedPollTests
{
    private const int Draws = 200;
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Connection s_connection = new ConnectionRegistry().Find("OpenAI")!;
    private static readonly PollSchedule s_schedule = new(fixedInterval: null);

    // Seen running at 100 s, and nothing else.
    private static readonly PollPlan s_endless = new([0, 20, 200], [1, 0.9, 0]);

    [Theory]
    [InlineData(30, null, null, 10)]
    [InlineData(130, null, null, 15)]
    [InlineData(30, 5, null, 10)]
    [InlineData(30, 50, null, 10)]
    [InlineData(30, 80, null, 3.75)]
    [InlineData(30, 90, null, 2.5)]
    [InlineData(30, 100, null, 10)]
    [InlineData(30, null, 70.0, 10)]
    [InlineData(30, null, 100.0, 20)]
    [InlineData(30, null, 600.0, 30)]
    [InlineData(30, 80, 600.0, 3.75)]
    public void Progress_brings_a_poll_forward_to_half_of_what_is_left_and_an_estimate_puts_it_off_to_half_of_all(
        double age, int? progress, double? estimate, double expected)
    {
        TaskReport report = new() { State = SoraTaskState.Running, EstimatedTime = Seconds(estimate) };
        GatewayResult result = new(report, new GatewayAnswer { Status = 200 });
        IsAround(expected, () => s_schedule.Next(Made(age, progress), s_connection, result, plan: null, s_now));
        IsAround(expected, () => s_schedule.Next(Made(age, progress), s_connection, result, s_endless, s_now));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4, 6)]
    public void A_plan_without_ends_puts_no_first_poll_off(double age, double expected) =>
        IsAround(expected, () => s_schedule.First(Made(age, progress: null), s_connection, s_endless, s_now));

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void One_whose_first_poll_is_due_is_polled_at_once(double age) =>
        Assert.Equal(TimeSpan.Zero, s_schedule.First(Made(age, progress: null), s_connection, plan: null, s_now));

    [Theory]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    [InlineData(-4, 0)]
    public void A_scout_is_polled_when_it_is_due_and_at_once_if_it_was_before(double due, double expected) =>
        IsAround(expected, () => s_schedule.First(Made(20, progress: null), s_connection, plan: null, s_now, Seconds(due)));

    [Theory]
    [InlineData(300, 75)]
    [InlineData(600, 120)]
    public void Beyond_all_that_is_known_a_poll_is_later_by_a_quarter_of_the_age_and_two_minutes_at_most(double age, double expected)
    {
        PollPlan plan = new([0, 100, 200], [1, 0.5, 0]) { Ends = 8, IsFirm = true };
        GatewayResult result = new(new TaskReport { State = SoraTaskState.Running }, new GatewayAnswer { Status = 200 });
        Func<TimeSpan> next = () => s_schedule.Next(Made(age, progress: null), s_connection, result, plan, s_now);
        if (age < 400)
        {
            IsAround(expected, next);
        }
        else
        {
            Assert.Equal(expected, next().TotalSeconds);
        }
    }

    [Theory]
    [InlineData(60, 75, null, 20.0)]
    [InlineData(60, 75, 600.0, 20.0)]
    [InlineData(60, 100, null, 0.0)]
    [InlineData(60, 5, 600.0, 540.0)]
    [InlineData(60, null, 600.0, 540.0)]
    [InlineData(60, null, null, null)]
    public void The_end_is_expected_where_the_progress_or_else_the_estimate_says(
        double age, int? progress, double? estimate, double? left)
    {
        TaskReport report = new() { State = SoraTaskState.Running, EstimatedTime = Seconds(estimate) };
        Assert.Equal(s_now + Seconds(left), PollSchedule.ExpectedEnd(Made(age, progress), report, s_now));
    }

    private static void IsAround(double expected, Func<TimeSpan> wait)
    {
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => wait().TotalSeconds)];
        Assert.All(drawn, seconds => Assert.InRange(seconds, expected * 0.9, expected * 1.1));
        Assert.InRange(drawn.Max() - drawn.Min(), expected * 0.15, expected * 0.2);
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;

    private static SoraTask Made(double age, int? progress) => new()
    {
        RequestId = "r",
        Provider = "OpenAI",
        State = SoraTaskState.Running,
        CreatedAt = s_now.AddSeconds(-age),
        Progress = progress,
    };
}
