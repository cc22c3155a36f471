using System.Text.Json;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling;

/// <summary>What comes first of what is said and known about when to poll next.</summary>
public class PollScheduleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Connection s_connection = new ConnectionRegistry().Find("OpenAI")!;

    [Theory]
    [InlineData(null, null, false, 9, 11)]
    [InlineData(7, null, false, 7, 7)]
    [InlineData(7, 40, false, 40, 40)]
    [InlineData(null, 40, false, 40, 40)]
    [InlineData(null, null, true, 45, 65)]
    [InlineData(7, null, true, 45, 65)]
    [InlineData(null, 600, true, 600, 600)]
    [InlineData(null, 9_000, true, 3_600, 3_600)]
    public void A_hint_counts_while_nothing_is_known_and_a_request_to_wait_always(
        int? pollAfter, int? retryAfter, bool isKnown, double least, double most)
    {
        TimeSpan wait = Next(new PollSchedule(fixedInterval: null), pollAfter, retryAfter, isKnown ? About90() : null);
        Assert.InRange(wait.TotalSeconds, least, most);
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(2, null, 2)]
    [InlineData(5, null, 16)]
    [InlineData(7, null, 60)]
    [InlineData(50, null, 60)]
    [InlineData(1, 100, 105)]
    [InlineData(50, 1, 60)]
    [InlineData(1, 9_000, 3_600)]
    public void Looks_without_an_answer_are_ever_further_apart(int failures, int? retryAfter, double seconds)
    {
        TimeSpan? asked = retryAfter is { } some ? TimeSpan.FromSeconds(some) : null;
        for (int draw = 0; draw < 20; draw++)
        {
            Assert.InRange(PollSchedule.AfterFailure(failures, asked).TotalSeconds, seconds * 0.9, seconds * 1.1);
        }
    }

    [Fact]
    public void Looks_are_a_twentieth_of_a_second_apart_at_least_and_two_minutes_at_most()
    {
        TimeSpan least = TimeSpan.FromMilliseconds(50);
        TimeSpan most = TimeSpan.FromMinutes(2);
        SoraTask task = new() { RequestId = "r", Provider = "OpenAI", State = SoraTaskState.Running, CreatedAt = s_now };
        Assert.Equal(least, Next(new PollSchedule(TimeSpan.Zero), null, null, plan: null));
        Assert.Equal(least, new PollSchedule(TimeSpan.Zero).First(task, s_connection, plan: null, s_now));
        Assert.Equal(least, Next(new PollSchedule(fixedInterval: null), pollAfter: 0, null, plan: null));
        Assert.Equal(most, Next(new PollSchedule(TimeSpan.FromHours(1)), null, null, plan: null));
        Assert.Equal(most, Next(new PollSchedule(fixedInterval: null), pollAfter: 3600, null, plan: null));
    }

    [Fact]
    public void A_fixed_interval_wins() => Assert.Equal(
        TimeSpan.FromSeconds(3), Next(new PollSchedule(TimeSpan.FromSeconds(3)), 7, 40, About90()));

    [Fact]
    public void A_plan_never_tells_an_age_that_has_passed()
    {
        PollPlan plan = About90();
        for (double age = 0; plan.After(TimeSpan.FromSeconds(age)) is { } next; age = next.TotalSeconds)
        {
            Assert.InRange(next.TotalSeconds, age * 1.01, 300);
        }
    }

    [Fact]
    public void Plans_of_seven_tasks_and_fewer_are_guesses()
    {
        LifeTable table = new();
        Assert.Null(table.Plan);
        for (int tasks = 0; tasks < 8; tasks++)
        {
            Assert.False(table.Plan is { IsFirm: true });
            table.Add(TimeSpan.Zero, TimeSpan.FromSeconds(90 + tasks), hasEnded: true);
        }

        Assert.True(table.Plan is { IsFirm: true, Ends: 8 });
    }

    private static PollPlan About90()
    {
        LifeTable table = new();
        for (int tasks = 0; tasks < 60; tasks++)
        {
            table.Add(TimeSpan.Zero, TimeSpan.FromSeconds(85 + (tasks % 11)), hasEnded: true);
        }

        return table.Plan!;
    }

    // For a task that is half a minute old.
    private static TimeSpan Next(PollSchedule schedule, int? pollAfter, int? retryAfter, PollPlan? plan)
    {
        SoraTask task = new() { RequestId = "r", Provider = "OpenAI", State = SoraTaskState.Running, CreatedAt = s_now.AddSeconds(-30) };
        GatewayAnswer answer = new()
        {
            Status = 200,
            Json = default(JsonElement),
            PollAfter = pollAfter is { } poll ? TimeSpan.FromSeconds(poll) : null,
            RetryAfter = retryAfter is { } retry ? TimeSpan.FromSeconds(retry) : null,
        };
        GatewayResult result = new(new TaskReport { State = SoraTaskState.Running }, answer);
        return schedule.Next(task, s_connection, result, plan, s_now);
    }
}
