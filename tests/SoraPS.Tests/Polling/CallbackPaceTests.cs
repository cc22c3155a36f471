using SoraPS.Core.Callbacks;
using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling;

/// <summary>A task whose gateway will call back is polled for the case that it does not.</summary>
public sealed class CallbackPaceTests : PolledFixture
{
    private readonly CallbackHints _hints = new();

    // Nine of ten have ended after 80 s: 100 s and 5 s more are overdue.
    [Theory]
    [InlineData(10, 30, true, 75)]
    [InlineData(10, 100, true, 10)]
    [InlineData(7, 30, false, 70)]
    [InlineData(12, 30, false, 120)]
    [InlineData(15, 30, false, 120)]
    [InlineData(130, 30, false, 130)]
    public void It_is_polled_when_the_callback_is_overdue_or_ten_times_less_often(double usual, double age, bool isFirm, double expected)
    {
        _hints.Expect("r");
        Assert.Equal(expected, Stretched(usual, Running(age), isFirm, interval: null));
    }

    [Fact]
    public void Without_a_callback_to_come_or_at_a_set_interval_it_is_polled_as_usual()
    {
        Assert.Equal(10, Stretched(10, Running(30), isFirm: true, interval: null));
        _hints.Expect("r");
        Assert.Equal(10, Stretched(10, Running(30), isFirm: true, interval: 10));
        _hints.Call("t");
        Assert.Equal(10, Stretched(10, Running(30), isFirm: true, interval: null));
    }

    private double Stretched(double usual, PolledTask polled, bool isFirm, double? interval)
    {
        PollPlan plan = new([0, 60, 80, 100], [1, 0.5, 0.1, 0]) { Ends = 8, IsFirm = isFirm };
        CallbackPace pace = new(_hints, interval is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return pace.Stretched(TimeSpan.FromSeconds(usual), polled, plan).TotalSeconds;
    }
}
