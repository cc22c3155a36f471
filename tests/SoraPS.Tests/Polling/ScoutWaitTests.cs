using SoraPS.Core.Polling;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>
/// A scout's next poll is later by 0.3 of its age, or 0.15 once others end. OpenAI documents 10 s to the first poll and between polls,
/// LinkModel 30 s and 5 s.
/// </summary>
public sealed class ScoutWaitTests : PolledFixture
{
    [Theory]
    [InlineData("OpenAI", 1, 0, 0, false, 0.5)]
    [InlineData("OpenAI", 1, 5, 0, false, 1.5)]
    [InlineData("OpenAI", 1, 5, 0, true, 0.75)]
    [InlineData("OpenAI", 1, 10, 0, false, 3.0)]
    [InlineData("OpenAI", 1, 40, 0, true, 6.0)]
    [InlineData("OpenAI", 1, 40, 0, false, null)]
    [InlineData("OpenAI", 2, 40, 0, false, 12.0)]
    [InlineData("LinkModel", 1, 29, 0, false, 8.7)]
    [InlineData("LinkModel", 1, 30, 0, false, null)]
    [InlineData("LinkModel", 2, 30, 0, false, 9.0)]
    [InlineData("OpenAI", 1, 5, 20, false, 15.0)]
    [InlineData("OpenAI", 1, 5, 20, true, 0.75)]
    public void The_first_is_polled_no_later_than_without_scouts_and_none_to_see_what_another_has_shown(
        string provider, int number, double age, double oldest, bool isEnding, double? expected)
    {
        PolledTask scout = Running(age, provider, number);
        Assert.Equal(expected, Scouts.Wait(scout, TimeSpan.FromSeconds(oldest), isEnding)?.TotalSeconds);
    }

    [Fact]
    public void The_wait_is_counted_from_when_it_was_last_known_to_run_or_else_from_now()
    {
        PolledTask scout = Running(5, scout: 1);
        Wait(1);
        Assert.Equal(0.5, Scouts.Wait(scout, TimeSpan.Zero, isEnding: false)!.Value.TotalSeconds);
        Assert.Equal(30, Scouts.Wait(Polled(age: 100, scout: 2), TimeSpan.Zero, isEnding: false)!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData(null, null, 1.5)]
    [InlineData(20, null, 30)]
    [InlineData(null, 40, 15)]
    [InlineData(20, 40, 30)]
    public void Scouts_take_a_tenth_of_the_set_or_else_the_documented_limit(int? set, int? documented, double expected)
    {
        Set("OpenAI", one => one with { Dialect = new ThrowingDialect { Limit = documented }, RequestsPerMinute = set });
        Assert.Equal(expected, Scouts.Wait(Running(5, scout: 1), TimeSpan.Zero, isEnding: false)!.Value.TotalSeconds, 3);
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(20, 30)]
    public void At_Apixo_polls_of_a_scout_are_six_seconds_apart_at_least(int? set, double expected)
    {
        Set("Apixo", one => one with { RequestsPerMinute = set });
        Assert.Equal(expected, Scouts.Wait(Running(5, "Apixo", 1), TimeSpan.Zero, isEnding: false)!.Value.TotalSeconds);
    }
}
