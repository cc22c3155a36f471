using SoraPS.Core.Polling;

namespace SoraPS.Tests.Polling;

/// <summary>How long a task took is known as well as its polls and its gateway tell.</summary>
public sealed class TookTests : PolledFixture
{
    // Seen running at 40 s and ended at 100 s.
    [Theory]
    [InlineData(39, 40)]
    [InlineData(40, 40)]
    [InlineData(70, 70)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void What_the_gateway_reports_counts_within_what_was_seen(double reported, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), SeenAt(40, 100).Took(TimeSpan.FromSeconds(reported)));

    [Fact]
    public void A_callback_tells_the_end() => Assert.Equal(TimeSpan.FromSeconds(100), CalledAt(100).Took(reported: null));

    [Theory]
    [InlineData(0, 75)]
    [InlineData(60, 75)]
    [InlineData(90, 90)]
    public void It_ended_at_any_time_since_it_ran_but_in_the_last_quarter(double running, double least)
    {
        PolledTask polled = SeenAt(running, 100);
        double[] took = [.. Enumerable.Range(0, 200).Select(_ => polled.Took(reported: null)!.Value.TotalSeconds)];
        Assert.All(took, seconds => Assert.InRange(seconds, least, 100));
        Assert.InRange(took.Average(), least + ((100 - least) * 0.3), least + ((100 - least) * 0.7));
    }

    [Fact]
    public void Nobody_knows_how_long_one_took_that_was_never_known_to_run() =>
        Assert.Null(Polled(age: 60).Took(TimeSpan.FromSeconds(30)));

    [Fact]
    public void One_that_ends_before_it_began_by_a_clock_that_was_set_took_an_unknown_time() =>
        Assert.Null(Polled().Took(TimeSpan.FromSeconds(30)));

    private PolledTask SeenAt(double running, double ended)
    {
        PolledTask polled = Running(running);
        Wait(ended - running);
        return polled;
    }

    private PolledTask CalledAt(double ended)
    {
        PolledTask polled = SeenAt(40, ended);
        polled.IsCalled = true;
        return polled;
    }
}
