using System.Net.Http.Headers;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Whatever a list says, each task ends as its gateway says of it alone, no later than a few moments after.</summary>
public sealed class HostileListTests : ListingFixture
{
    private const string Secret = "a prompt of somebody else";

    [Theory]
    [InlineData(404, """{"error":{"message":"Not Found"}}""")]
    [InlineData(405, """{"detail":"Method Not Allowed"}""")]
    [InlineData(400, """{"error":{"message":"Unknown parameter: order"}}""")]
    [InlineData(403, """{"error":{"message":"Missing scopes: videos.list"}}""")]
    [InlineData(501, """{"error":{"message":"Not Implemented"}}""")]
    [InlineData(200, """{"object":"list"}""")]
    [InlineData(200, "<!doctype html><title>Welcome</title>")]
    public async Task A_server_without_a_list_is_asked_for_it_once(int status, string body)
    {
        _gateway.List = _ => TimedGateway.Of(status, body);
        SoraTask[] tasks = Made(30, 35);

        // Each round of answers takes 0.2 s; the one in which the list is asked for in vain, three times that.
        Assert.InRange(await WaitAsync(tasks), 41.2, 41.21);
        AssertAllSucceeded(tasks);
        Assert.Single(_gateway.Lists);
        Assert.Single(_result.VerboseMessage, line => line.Contains("list of tasks is of no use", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("others")]
    [InlineData("twice")]
    [InlineData("no state")]
    [InlineData("an unknown state")]
    [InlineData("failed without a reason")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    [InlineData("no objects")]
    [InlineData("endless")]
    public async Task A_list_that_helps_nobody_is_left_after_three_pages(string lie)
    {
        _gateway.List = after => lie switch
        {
            "nobody" => Page("nobody"),
            "endless" => TimedGateway.Of(200, $"[{string.Join(',', Enumerable.Repeat(Secret, 300_000))}"),
            _ => Page(null, id => lie switch
            {
                "others" => $$"""{"id":"other_{{id}}","status":"completed"}""",
                "twice" => $"{_gateway.Json(id)},{_gateway.Json(id)}",
                "no state" => $$"""{"id":"{{id}}"}""",
                "an unknown state" => $$"""{"id":"{{id}}","status":"dancing"}""",
                "failed without a reason" => $$"""{"id":"{{id}}","status":"failed","error":{"code":"x"} }""",
                "cancelled" => $$"""{"id":"{{id}}","status":"cancelled"}""",
                "expired" => $$"""{"id":"{{id}}","status":"expired"}""",
                _ => $"\"{id}\"",
            }),
        };
        SoraTask[] tasks = Made(30, 55);
        Assert.InRange(await WaitAsync(tasks), 61.2, 63.01);
        AssertAllSucceeded(tasks);
        Assert.InRange(_gateway.Lists.Count, 1, 3);
        Assert.Empty(_result.Warnings);
    }

    [Fact]
    public async Task A_list_that_leaves_out_links_or_times_is_not_believed_that_a_video_is_made()
    {
        _gateway.Extra = """ ,"url":"https://cdn.example/v.mp4","expires_at":1800000000 """;
        _gateway.List = after => Page(after, id => $$"""{"id":"{{id}}","status":"completed"}""");
        SoraTask[] tasks = Made(30, 5);
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.All(_result.Ended, task => Assert.Equal(
            ("/v.mp4", 1800000000), (task.VideoUri?.AbsolutePath, task.ExpiresAt?.ToUnixTimeSeconds())));
    }

    [Fact]
    public async Task What_other_people_do_is_told_nobody()
    {
        _gateway.List = after => Page(
            after, id => $$"""{"id":"other_{{id}}","status":"failed","prompt":"{{Secret}}"},{{_gateway.Json(id)}}""");
        SoraTask[] tasks = Made(30, 15);
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.NotEmpty(_gateway.Lists);
        Assert.DoesNotContain(_result.VerboseMessage.Concat(_result.Warnings), line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.All(_ledger.Written, entry => Assert.DoesNotContain(Secret, entry.Answer, StringComparison.Ordinal));
        Assert.All(_ledger.Written, entry => Assert.Contains($"\"prompt of {entry.Task.Id}\"", entry.Answer, StringComparison.Ordinal));
        Assert.Contains(_result.VerboseMessage, line => line.StartsWith("""< {"id":"video_20",""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pause_that_the_list_asks_for_is_kept_and_the_list_left_alone()
    {
        _gateway.List = _ =>
        {
            HttpResponseMessage busy = TimedGateway.Of(429, """{"error":{"message":"Slow down"}}""");
            busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(25));
            return busy;
        };
        SoraTask[] tasks = Made(30, 55);
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.Single(_gateway.Lists);
        Assert.All(tasks.Where(task => _gateway.PollsAt(task)[0] > 11), task => Assert.InRange(_gateway.PollsAt(task)[0], 35.3, 41));
        Assert.Equal(27, tasks.Count(task => _gateway.PollsAt(task)[0] > 11));
    }

    [Fact]
    public async Task A_server_error_of_the_list_costs_a_second_and_the_list_rests_for_a_minute()
    {
        _gateway.List = _ => TimedGateway.Of(500, "{}");
        SoraTask[] tasks = Made(30, 135);
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        double[] lists = [.. _gateway.Lists];
        Assert.InRange(lists.Length, 2, 3);
        Assert.All(lists.Zip(lists.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 60, $"{pair}"));
        Assert.All(tasks, task => Assert.InRange(_gateway.PollsAt(task)[0], 10, 12));
    }

    [Fact]
    public async Task A_list_that_hangs_costs_seconds_and_only_three_times()
    {
        _gateway.ListHangs = true;
        _gateway.List = after => Page(after);
        SoraTask[] tasks = Made(30, 195);
        Assert.InRange(await WaitAsync(tasks), 200, 217);
        AssertAllSucceeded(tasks);
        Assert.InRange(_gateway.Lists.Count, 2, 3);
    }
}
