using SoraPS.Postgres;

namespace SoraPS.Tests.Ledger;

/// <summary>Whether a process was frozen, by its own clocks.</summary>
public sealed class SleepWatchTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(15);

    private readonly ManualTimeProvider _clock = new();
    private readonly SleepWatch _watch;

    public SleepWatchTests() => _watch = new SleepWatch(_clock, s_longest);

    [Fact]
    public void One_that_runs_all_the_time_is_awake()
    {
        Moment start = Moment.Now(_clock);
        for (int beat = 0; beat < 10; beat++)
        {
            _clock.Advance(s_longest / 2);
            _watch.Tick();
        }

        Assert.True(_watch.IsAwakeSince(start));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_did_nothing_for_long_was_frozen_then_and_not_later(bool isSuspended)
    {
        Moment start = Moment.Now(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        if (isSuspended)
        {
            // The steady clock stands still meanwhile.
            _clock.Jump(s_longest);
        }
        else
        {
            _clock.Advance(s_longest);
        }

        Assert.False(_watch.IsAwakeSince(start), "It has just woken up.");
        _watch.Tick();
        Assert.False(_watch.IsAwakeSince(start), "It has gone on.");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_watch.IsAwakeSince(Moment.Now(_clock)));
    }
}
