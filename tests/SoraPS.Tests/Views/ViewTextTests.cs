using SoraPS.Views;

namespace SoraPS.Tests.Views;

/// <summary>The texts of the views.</summary>
public sealed class ViewTextTests
{
    [Theory]
    [InlineData(30, "30 s ago")]
    [InlineData(210, "3 m ago")]
    [InlineData(5.5 * 3600, "5 h ago")]
    [InlineData(-20.5 * 3600, "in 20 h")]
    [InlineData(364.5 * 86400, "364 d ago")]
    [InlineData(800 * 86400, "2 y ago")]
    public void Tells_how_far_away_a_time_is(double secondsAgo, string expected)
    {
        // Half a second off every border, so that the clock may go on meanwhile.
        DateTimeOffset time = DateTimeOffset.UtcNow.AddSeconds(-secondsAgo - 0.5);
        Assert.Equal(expected, ViewText.Ago(time));
    }

    [Fact]
    public void Reads_a_time_that_another_process_sent_as_text() =>
        Assert.Equal("3 m ago", ViewText.Ago($"{DateTimeOffset.UtcNow.AddSeconds(-210)}"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("some day")]
    public void Shows_no_time_as_nothing(object? time)
    {
        Assert.Equal("", ViewText.Ago(time));
        Assert.Equal("", ViewText.Moment(time));
        Assert.Equal("", ViewText.Ago(default(DateTimeOffset)));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 KB")]
    [InlineData(1_468_006, "1.4 MB")]
    [InlineData(5_000_000_000, "4.7 GB")]
    [InlineData(long.MaxValue, "8388608 TB")]
    public void Shows_sizes_that_can_be_read(long bytes, string expected) => Assert.Equal(expected, ViewText.Size(bytes));
}
