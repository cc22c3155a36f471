using SoraPS.Core.Downloads.Fetching;

namespace SoraPS.Tests.Downloads;

/// <summary>How long a download is tried again.</summary>
public sealed class DownloadRetriesTests
{
    private static readonly DownloadAttemptException s_broken = new("The connection broke");
    private static readonly DownloadAttemptException s_refused = new("HTTP 403") { IsLinkRefused = true };
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_server_that_asks_for_no_wait_is_given_the_usual_time_to_recover()
    {
        DownloadRetries retries = new(new ManualTimeProvider(), length: 0, endures: true);
        DownloadAttemptException failure = new("HTTP 503") { RetryAfter = TimeSpan.Zero };
        TimeSpan waited = TimeSpan.Zero;
        while (!IsOver(retries, failure, reached: 0))
        {
            waited += retries.Pause(failure);
        }

        Assert.InRange(waited.TotalSeconds, 20, 40);
    }

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(2, 0.4)]
    [InlineData(7, 12.8)]
    [InlineData(8, 20)]
    [InlineData(50, 20)]
    public void A_pause_doubles_with_each_failure_up_to_20_s_and_differs_by_a_fifth(int failures, double seconds)
    {
        DownloadRetries retries = new(_clock, length: 0, endures: true);
        for (int failure = 1; failure <= failures; failure++)
        {
            Assert.False(IsOver(retries, s_refused, 0));
        }

        double[] pauses = [.. Enumerable.Range(0, 1000).Select(_ => retries.Pause(s_refused).TotalSeconds / seconds)];
        Assert.InRange(pauses.Min(), 0.799, 0.85);
        Assert.InRange(pauses.Max(), 1.15, 1.201);
    }

    [Theory]
    [InlineData(DownloadRetries.Step, false)]
    [InlineData(DownloadRetries.Step - 1, true)]
    public void A_whole_step_is_progress_after_which_failures_count_anew(long reached, bool isOver)
    {
        DownloadRetries retries = new(_clock, length: 1000, endures: true);
        for (int failure = 1; failure < 8; failure++)
        {
            Assert.False(IsOver(retries, s_broken, 1000));
        }

        Assert.Equal(isOver, IsOver(retries, s_broken, 1000 + reached));
    }

    [Fact]
    public void However_far_each_try_gets_there_are_200_at_most()
    {
        DownloadRetries retries = new(_clock, length: 0, endures: true);
        for (int tries = 1; tries < 200; tries++)
        {
            Assert.False(IsOver(retries, s_broken, tries * DownloadRetries.Step));
        }

        Assert.True(IsOver(retries, s_broken, 200 * DownloadRetries.Step));
    }

    [Fact]
    public void A_link_is_refused_for_long_after_two_minutes()
    {
        DownloadRetries retries = new(_clock, length: 0, endures: true);
        retries.Count(s_refused, 0);
        _clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        retries.Count(s_refused, 0);
        Assert.False(retries.IsRefusedForLong);
        _clock.Advance(TimeSpan.FromTicks(1));
        retries.Count(s_refused, 0);
        Assert.True(retries.IsRefusedForLong);
    }

    [Fact]
    public void A_link_that_brought_bytes_meanwhile_is_not_refused_for_long()
    {
        DownloadRetries retries = new(_clock, length: 0, endures: true);
        retries.Count(s_refused, 0);
        _clock.Advance(TimeSpan.FromMinutes(3));
        retries.Count(s_broken, DownloadRetries.Step);
        retries.Count(s_refused, DownloadRetries.Step);
        Assert.False(retries.IsRefusedForLong);
    }

    private static bool IsOver(DownloadRetries retries, DownloadAttemptException failure, long reached)
    {
        retries.Count(failure, reached);
        return retries.IsOver;
    }
}
