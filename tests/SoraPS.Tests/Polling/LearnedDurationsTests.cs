using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling;

/// <summary>What is learned of a provider's model, and how far it is believed. OpenAI documents 10 s to the first poll.</summary>
public sealed class LearnedDurationsTests : PolledFixture
{
    private readonly LearnedDurations _learned;

    public LearnedDurationsTests() => _learned = new(Recorder, fixedInterval: null);

    // Of 1, 4 and 9 tasks, 1, 2 and 3 are scouts. All end at 100 s.
    [Theory]
    [InlineData(0, 0, 9.9, true)]
    [InlineData(0, 0, 10, false)]
    [InlineData(1, 0, 19.9, true)]
    [InlineData(1, 0, 20, false)]
    [InlineData(9, 0, 39.9, true)]
    [InlineData(9, 0, 40, false)]
    [InlineData(4, 12, 35.9, true)]
    [InlineData(4, 12, 36, false)]
    public void A_task_is_held_back_for_as_many_times_as_long_as_there_are_scouts_and_one(
        int tasks, double seen, double age, bool isHeld)
    {
        Join(tasks);
        PolledTask polled = Running(seen);
        Wait(age - seen);
        Assert.Equal(isHeld ? 100 - age : null, _learned.Hold(polled, Plan(isFirm: false))?.TotalSeconds);
    }

    [Fact]
    public void A_scout_is_held_back_only_by_what_is_sure_and_nobody_by_what_is_unknown_or_past()
    {
        Join(400);
        PolledTask scout = Running(5, scout: 1);
        Assert.Null(_learned.Hold(scout, Plan(isFirm: false)));
        Assert.Equal(95, _learned.Hold(scout, Plan(isFirm: true))!.Value.TotalSeconds);
        Assert.Null(_learned.Hold(scout, plan: null));
        Wait(95);
        Assert.Null(_learned.Hold(scout, Plan(isFirm: true)));
    }

    [Fact]
    public async Task What_a_gateway_reports_is_learned_once_for_each_task_and_is_news_as_often_as_it_doubles()
    {
        Assert.False(await _learned.TakeNewsAsync(Polled()));
        List<int> news = [];
        for (int ends = 1; ends <= 8; ends++)
        {
            PolledTask polled = Running(10);
            Wait(90);
            Assert.Equal(40, (await EndAsync(_learned, polled))?.TotalSeconds);
            Assert.Null(await EndAsync(_learned, polled));
            news.AddRange(await _learned.TakeNewsAsync(polled) ? [ends] : []);
        }

        Assert.Equal([1, 2, 4, 8], news);
        PollPlan plan = (await _learned.PlanAsync(Polled()))!;
        Assert.Equal(8, plan.Ends);
        Assert.InRange(plan.EndAfter(TimeSpan.Zero)!.Value.TotalSeconds, 40, 44);
    }

    [Fact]
    public async Task Nothing_is_learned_where_an_interval_is_set()
    {
        LearnedDurations none = new(Recorder, TimeSpan.FromSeconds(30));
        Assert.Equal(40, (await EndAsync(none, Running(10)))?.TotalSeconds);
        Assert.False(await none.TakeNewsAsync(Polled()));
        Assert.Null(await none.PlanAsync(Polled()));
    }

    private static PollPlan Plan(bool isFirm) => new([0, 20, 100], [1, 1, 0]) { Ends = 1, IsFirm = isFirm };

    private void Join(int tasks)
    {
        for (int task = 0; task < tasks; task++)
        {
            _learned.Join(Polled());
        }
    }

    // It took 40 s by the gateway's clock.
    private async Task<TimeSpan?> EndAsync(LearnedDurations learned, PolledTask polled)
    {
        Wait(50);
        SoraTask seen = polled.Task with { State = SoraTaskState.Succeeded };
        TaskReport report = new() { State = seen.State, CreatedAt = Clock.Now, CompletedAt = Clock.Now.AddSeconds(40) };
        TimeSpan? took = await learned.LearnAsync(polled, seen, report);
        polled.Update(seen);
        return took;
    }
}
