using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>How long a download is tried again.</summary>
public sealed class FetchPatienceTests
{
    private static readonly DownloadAttemptException s_broken = new(SoraErrorKind.DownloadFailed, "The connection broke");
    private static readonly DownloadAttemptException s_refused = new(SoraErrorKind.DownloadFailed, "HTTP 403") { IsLinkRefused = true };
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_server_that_asks_for_no_wait_is_given_the_usual_time_to_recover()
    {
        FetchPatience patience = new(new ManualTimeProvider(), length: 0);
        DownloadAttemptException failure = new(SoraErrorKind.DownloadFailed, "HTTP 503") { RetryAfter = TimeSpan.Zero };
        TimeSpan waited = TimeSpan.Zero;
        while (!patience.IsOver(failure, reached: 0, endures: true))
        {
            waited += patience.Pause(failure);
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
        FetchPatience patience = new(_clock, length: 0);
        for (int failure = 1; failure <= failures; failure++)
        {
            Assert.False(patience.IsOver(s_refused, reached: 0, endures: true));
        }

        double[] pauses = [.. Enumerable.Range(0, 1000).Select(_ => patience.Pause(s_refused).TotalSeconds / seconds)];
        Assert.InRange(pauses.Min(), 0.799, 0.85);
        Assert.InRange(pauses.Max(), 1.15, 1.201);
    }

    [Theory]
    [InlineData(FetchPatience.Step, false)]
    [InlineData(FetchPatience.Step - 1, true)]
    public void A_whole_step_is_progress_after_which_failures_count_anew(long reached, bool isOver)
    {
        FetchPatience patience = new(_clock, length: 1000);
        for (int failure = 1; failure < 8; failure++)
        {
            Assert.False(patience.IsOver(s_broken, reached: 1000, endures: true));
        }

        Assert.Equal(isOver, patience.IsOver(s_broken, 1000 + reached, endures: true));
    }

    [Fact]
    public void However_far_each_try_gets_there_are_200_at_most()
    {
        FetchPatience patience = new(_clock, length: 0);
        for (int tries = 1; tries < 200; tries++)
        {
            Assert.False(patience.IsOver(s_broken, tries * FetchPatience.Step, endures: true));
        }

        Assert.True(patience.IsOver(s_broken, 200 * FetchPatience.Step, endures: true));
    }

    [Fact]
    public void A_link_is_refused_for_long_after_two_minutes()
    {
        FetchPatience patience = new(_clock, length: 0);
        patience.IsOver(s_refused, reached: 0, endures: true);
        _clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        patience.IsOver(s_refused, reached: 0, endures: true);
        Assert.False(patience.IsRefusedForLong);
        _clock.Advance(TimeSpan.FromTicks(1));
        patience.IsOver(s_refused, reached: 0, endures: true);
        Assert.True(patience.IsRefusedForLong);
    }

    [Fact]
    public void A_link_that_brought_bytes_meanwhile_is_not_refused_for_long()
    {
        FetchPatience patience = new(_clock, length: 0);
        patience.IsOver(s_refused, reached: 0, endures: true);
        _clock.Advance(TimeSpan.FromMinutes(3));
        patience.IsOver(s_broken, FetchPatience.Step, endures: true);
        patience.IsOver(s_refused, FetchPatience.Step, endures: true);
        Assert.False(patience.IsRefusedForLong);
    }
}
