using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>
/// A scout's next poll is later by 0.3 of its age, or 0.2 once others end. OpenAI documents 10 s to the first poll and between polls,
/// LinkModel 30 s and 5 s.
/// </summary>
public sealed class ScoutWaitTests : PolledFixture
{
    [Theory]
    [InlineData("OpenAI", 1, 0, 0, 0, 0.5)]
    [InlineData("OpenAI", 1, 5, 0, 0, 1.5)]
    [InlineData("OpenAI", 1, 5, 0, 1, 1.0)]
    [InlineData("OpenAI", 1, 40, 0, 7, 8.0)]
    [InlineData("OpenAI", 1, 40, 0, 8, null)]
    [InlineData("OpenAI", 0, 5, 0, 1, null)]
    [InlineData("OpenAI", 1, 40, 0, 0, null)]
    [InlineData("OpenAI", 2, 40, 0, 0, 12.0)]
    [InlineData("LinkModel", 1, 29, 0, 0, 8.7)]
    [InlineData("LinkModel", 1, 30, 0, 0, null)]
    [InlineData("OpenAI", 1, 5, 20, 1, 15.0)]
    public void The_first_is_polled_no_later_than_without_scouts_and_none_to_see_what_another_has_shown(
        string provider, int number, double age, double allRunUntil, int ends, double? expected)
    {
        PolledTask scout = Running(age, provider, number);
        PollPlan plan = new([0, 100], [1, 0]) { Ends = ends, IsFirm = ends >= 8, AllRunUntil = TimeSpan.FromSeconds(allRunUntil) };
        Assert.Equal(expected, Scouts.Wait(scout, plan)?.TotalSeconds);
    }

    [Fact]
    public void The_wait_is_counted_from_when_it_was_last_known_to_run_or_else_from_now()
    {
        PolledTask scout = Running(5, scout: 1);
        Wait(1);
        Assert.Equal(0.5, Scouts.Wait(scout, plan: null)!.Value.TotalSeconds);
        Assert.Equal(30, Scouts.Wait(Polled(age: 100, scout: 2), plan: null)!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData(null, null, 1.5)]
    [InlineData(20, null, 30)]
    [InlineData(null, 40, 15)]
    [InlineData(20, 40, 30)]
    public void Scouts_take_a_tenth_of_the_set_or_else_the_documented_limit(int? set, int? documented, double expected)
    {
        Set("OpenAI", one => one with { Dialect = new ThrowingDialect { Limit = documented }, RequestsPerMinute = set });
        Assert.Equal(expected, Scouts.Wait(Running(5, scout: 1), plan: null)!.Value.TotalSeconds, 3);
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(20, 30)]
    public void At_Apixo_polls_of_a_scout_are_six_seconds_apart_at_least(int? set, double expected)
    {
        Set("Apixo", one => one with { RequestsPerMinute = set });
        Assert.Equal(expected, Scouts.Wait(Running(5, "Apixo", 1), plan: null)!.Value.TotalSeconds);
    }
}
