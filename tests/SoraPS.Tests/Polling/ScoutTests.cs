using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>While nothing is known, a few tasks are polled densely, and what they show guides all others.</summary>
public sealed class ScoutTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TimedGateway _gateway;

    public ScoutTests() => _gateway = new TimedGateway(_clock);

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(2, 3)]
    [InlineData(90, 102)]
    public async Task A_single_task_is_seen_soon_and_no_later_than_at_the_documented_pace(double seconds, double seen)
    {
        SoraTask task = Assert.Single(await WaitAsync(Made(1, seconds)));
        Assert.InRange(_gateway.PollsAt(task)[0], 0.4, 0.6);
        Assert.InRange(_gateway.PollsAt(task)[^1], seconds, seen);
        Assert.InRange(_gateway.PollsAt(task).Count, 1, 26);
    }

    [Fact]
    public async Task The_first_scout_that_ends_has_all_others_polled()
    {
        IReadOnlyList<SoraTask> tasks = await WaitAsync(Made(100, 3));
        Assert.All(tasks, task => Assert.InRange(_gateway.PollsAt(task)[^1], 3, 6));
        Assert.Equal(10, tasks.Count(task => _gateway.PollsAt(task)[0] < 1));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public async Task A_batch_costs_at_most_a_tenth_more_than_at_the_documented_pace(int count)
    {
        IReadOnlyList<SoraTask> tasks = await WaitAsync(Made(count, 90));
        Assert.InRange(tasks.Sum(task => _gateway.PollsAt(task).Count), count, count * 9 * 1.1);
        Assert.InRange(tasks.Average(task => _gateway.PollsAt(task)[^1]), 90, 100);
    }

    [Fact]
    public async Task Scouts_that_end_early_do_not_have_all_others_polled_too_soon()
    {
        IReadOnlyList<SoraTask> tasks = await WaitAsync([.. Made(4, 2), .. Made(196, 90)]);
        Assert.InRange(tasks.Skip(4).Average(task => _gateway.PollsAt(task).Count), 1, 7);
        Assert.InRange(tasks.Skip(4).Average(task => _gateway.PollsAt(task)[^1]), 90, 105);
    }

    [Fact]
    public async Task A_scout_that_never_ends_keeps_nobody_waiting()
    {
        IReadOnlyList<SoraTask> tasks = await WaitAsync([.. Made(1, 3000), .. Made(2, 30)]);
        Assert.All(tasks.Skip(1), task => Assert.InRange(_gateway.PollsAt(task)[^1], 30, 75));
    }

    [Fact]
    public async Task One_model_says_nothing_of_another()
    {
        SoraTask[] slow = [.. Made(2, 60).Select(task => task with { Model = "sora-2-pro" })];
        await WaitAsync([.. Made(1, 1), .. slow]);
        double[] first = [.. slow.Select(task => _gateway.PollsAt(task)[0]).Order()];
        Assert.InRange(first[0], 0.4, 0.6);
        Assert.InRange(first[1], 9, 60);
    }

    [Fact]
    public async Task Scouts_keep_to_what_the_gateway_asks_for()
    {
        _gateway.PollAfter = TimeSpan.FromSeconds(8);
        foreach (SoraTask task in await WaitAsync(Made(9, 30)))
        {
            IReadOnlyList<double> polls = _gateway.PollsAt(task);
            Assert.All(polls.Zip(polls.Skip(1)), pair => Assert.True(pair.Second - pair.First > 7.9, $"{pair}"));
        }
    }

    [Fact]
    public async Task Scouts_take_a_tenth_of_the_limit_on_requests_at_most()
    {
        SoraTask task = Assert.Single(await WaitAsync(Made(1, 20), requestsPerMinute: 200));
        Assert.InRange(_gateway.PollsAt(task).Count, 2, 9);
    }

    private SoraTask[] Made(int count, double seconds) => [.. Enumerable.Range(0, count).Select(_ => _gateway.Make(seconds))];

    private Task<IReadOnlyList<SoraTask>> WaitAsync(SoraTask[] tasks, int requestsPerMinute = 1_000_000) =>
        new TimedRun(_clock, _gateway, new LedgerSource(_ => new RememberingLedger()))
        {
            RequestsPerMinute = requestsPerMinute,
            IsInOrder = tasks.Length < 10,
        }.WaitAsync(new PipelineResult(), () => tasks);
}
