using SoraPS.Core.Http;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>How long to pause before the next try.</summary>
public sealed class BackoffTests
{
    private static readonly Backoff s_backoff =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)) { LongestAsked = TimeSpan.FromMinutes(10) };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(5000, 30)]
    public void A_pause_doubles_up_to_the_longest_and_differs_by_the_jitter(int failures, double seconds)
    {
        double[] shares = [.. Enumerable.Range(0, 1000).Select(_ => s_backoff.After(failures, null).TotalSeconds / seconds)];
        Assert.InRange(shares.Min(), 0.899, 0.92);
        Assert.InRange(shares.Max(), 1.08, 1.101);
    }

    [Theory]
    [InlineData(1, 7, 7)]
    [InlineData(1, 3600, 600)]
    public void What_a_server_asks_for_is_kept_and_up_to_a_tenth_added(int failures, double asked, double seconds)
    {
        double[] shares =
            [.. Enumerable.Range(0, 1000).Select(_ => s_backoff.After(failures, TimeSpan.FromSeconds(asked)).TotalSeconds / seconds)];
        Assert.InRange(shares.Min(), 0.9999, 1.02);
        Assert.InRange(shares.Max(), 1.08, 1.101);
    }

    [Fact]
    public void A_server_that_asks_for_less_is_not_asked_sooner() =>
        Assert.InRange(s_backoff.After(5, TimeSpan.Zero).TotalSeconds, 16 * 0.899, 16 * 1.101);

    [Theory]
    [InlineData(60, 5)]
    [InlineData(61, 1)]
    public async Task A_poll_leaves_a_wait_of_more_than_a_minute_to_its_scheduler(int asked, int requests)
    {
        await using RawServer server = new(
            request => request.SendAsync(429, "application/json", "{}"u8.ToArray(), $"Retry-After: {asked}"));
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = new() { RequestId = "r", Provider = "OpenAI", Id = "video_1", State = SoraTaskState.Queued };
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => pipeline.Client.GatewayOf("OpenAI").StatusAsync(task, null, CancellationToken.None));
        Assert.Equal((SoraErrorKind.RateLimited, TimeSpan.FromSeconds(asked)), (error.Kind, error.RetryAfter));
        Assert.Equal(requests, server.Requests.Count);
    }
}
