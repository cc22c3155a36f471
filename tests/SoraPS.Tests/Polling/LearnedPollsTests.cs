using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>The wait stage learns how long tasks take, and polls when they have probably ended.</summary>
public sealed class LearnedPollsTests : IDisposable
{
    private static readonly TimeSpan[] s_about90 = [.. Enumerable.Range(0, 60).Select(index => TimeSpan.FromSeconds(85 + (index % 11)))];

    private readonly ManualTimeProvider _clock = new();
    private readonly TimedGateway _gateway;

    public LearnedPollsTests() => _gateway = new TimedGateway(_clock);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task What_the_ledger_remembers_tells_when_to_look_and_is_read_once()
    {
        RememberingLedger ledger = new(s_about90);
        IReadOnlyList<SoraTask> tasks = await WaitAsync(ledger, [() => Made(20, 90)]);
        Assert.Equal(1, ledger.Reads);
        Assert.All(tasks, task =>
        {
            Assert.InRange(_gateway.PollsAt(task)[0], 80, 100);
            Assert.InRange(_gateway.PollsAt(task)[^1], 90, 97);
            Assert.InRange(_gateway.PollsAt(task).Count, 1, 4);
        });
    }

    [Fact]
    public async Task What_ends_in_this_run_tells_when_to_look_at_the_next()
    {
        RememberingLedger ledger = new();
        IReadOnlyList<SoraTask> tasks = await WaitAsync(ledger, [() => Made(30, 60), () => Made(10, 60)]);
        Assert.Equal(5, tasks.Take(30).Count(task => _gateway.PollsAt(task)[0] < 1));
        Assert.All(tasks.Skip(30), task =>
        {
            Assert.InRange(_gateway.PollsAt(task)[0], 45, 70);
            Assert.InRange(_gateway.PollsAt(task)[^1], 60, 70);
        });
        Assert.Equal(40, ledger.Took.Count);
        // A poll just before the end is followed by one after 10 s and a tenth more.
        Assert.All(ledger.Took, took => Assert.InRange(took.TotalSeconds, 45, 71));
        Assert.InRange(ledger.Took.Average(took => took.TotalSeconds), 52, 64);
    }

    [Fact]
    public async Task Failures_teach_only_how_long_tasks_run_at_least()
    {
        RememberingLedger ledger = new();
        IReadOnlyList<SoraTask> tasks = await WaitAsync(ledger, [() => Made(30, 100, fails: true), () => Made(10, 100)]);
        Assert.Equal(10, ledger.Took.Count);
        Assert.All(tasks.Skip(30), task => Assert.InRange(_gateway.PollsAt(task)[^1], 100, 140));
    }

    [Fact]
    public async Task A_gateway_that_becomes_slower_is_followed()
    {
        RememberingLedger ledger = new(s_about90);
        IReadOnlyList<SoraTask> tasks = await WaitAsync(ledger, [() => Made(100, 240), () => Made(100, 240), () => Made(20, 240)]);
        Assert.InRange(tasks.Skip(200).Average(task => _gateway.PollsAt(task).Count), 1, 5);
        Assert.InRange(tasks.Skip(200).Average(task => _gateway.PollsAt(task)[^1]), 240, 265);
    }

    [Fact]
    public async Task A_task_that_takes_longer_than_all_others_is_still_looked_at()
    {
        SoraTask task = Assert.Single(await WaitAsync(new RememberingLedger(s_about90), [() => Made(1, 900)]));
        IReadOnlyList<double> polls = _gateway.PollsAt(task);
        Assert.InRange(polls[^1], 900, 1030);
        // One for each age of the plan, which is known to twice the age of the others, and a few ever further apart.
        Assert.InRange(polls.Count, 5, 40);
    }

    [Theory]
    [InlineData(30, null)]
    [InlineData(null, 30)]
    public async Task An_interval_that_the_user_set_wins(int? wait, int? connection)
    {
        RememberingLedger ledger = new(s_about90);
        SoraTask task = Assert.Single(await WaitAsync(ledger, [() => Made(1, 55)], Seconds(wait), Seconds(connection)));
        Assert.Equal(0, ledger.Reads);
        Assert.Collection(
            _gateway.PollsAt(task), age => Assert.InRange(age, 29, 31), age => Assert.InRange(age, 56, 64));
    }

    [Fact]
    public async Task A_ledger_that_is_broken_only_warns()
    {
        PipelineResult result = new();
        LedgerSource broken = new(_ => throw new SoraException(SoraErrorKind.WriteFailed, "The ledger is broken."));
        SoraTask task = Assert.Single(await WaitAsync(broken, [() => Made(1, 25)], result: result));
        Assert.Single(result.Warnings);
        Assert.InRange(_gateway.PollsAt(task)[0], 0.4, 0.6);
    }

    [Fact]
    public async Task Handing_over_a_task_never_waits_for_the_ledger()
    {
        using ManualResetEventSlim opened = new();
        LedgerSource slow = new(_ =>
        {
            opened.Wait();
            return new RememberingLedger(s_about90);
        });
        SoraTask task = Assert.Single(await WaitAsync(slow, [() => Made(1, 90)], posted: opened.Set));
        Assert.InRange(_gateway.PollsAt(task)[0], 80, 100);
    }

    [Fact]
    public async Task What_ended_long_before_anybody_looked_teaches_nothing()
    {
        RememberingLedger ledger = new();
        SoraTask[] old = Made(1, 60);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Single(await WaitAsync(ledger, [() => old]));
        Assert.Empty(ledger.Took);
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;

    private SoraTask[] Made(int count, double seconds, bool fails = false) =>
        [.. Enumerable.Range(0, count).Select(_ => _gateway.Make(seconds, fails))];

    private Task<IReadOnlyList<SoraTask>> WaitAsync(
        RememberingLedger ledger, Func<SoraTask[]>[] waves, TimeSpan? interval = null, TimeSpan? connectionInterval = null) =>
        WaitAsync(new LedgerSource(_ => ledger), waves, interval, connectionInterval);

    private Task<IReadOnlyList<SoraTask>> WaitAsync(
        LedgerSource ledgers,
        Func<SoraTask[]>[] waves,
        TimeSpan? interval = null,
        TimeSpan? connectionInterval = null,
        PipelineResult? result = null,
        Action? posted = null) =>
        new TimedRun(_clock, _gateway, ledgers) { Interval = interval, ConnectionInterval = connectionInterval, Posted = posted }
            .WaitAsync(result ?? new(), waves);
}
