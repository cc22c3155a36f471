using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling.Plans;

/// <summary>What tasks that were seen say about when others end; the numbers are worked out by hand.</summary>
public class LifeTableTests
{
    private readonly LifeTable _table = new();

    // 100 s are in cell 258. With its neighbours, a third of the tasks ends in the first of three cells, half of the others in the
    // second and all others in the third, and each poll saves more of the three seconds of a cell than it costs.
    [Fact]
    public void Tasks_that_all_took_the_same_are_polled_there_on_either_side_and_in_each_cell_until_twice_that_age()
    {
        _table.Ended(64, 100);
        Assert.Equal(Enumerable.Range(257, 27).Select(AgeOf), Polls(), Same);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(8)]
    public void With_fewer_ends_than_64_cells_are_twice_as_wide(int ends)
    {
        _table.Ended(ends, 100);
        List<double> polls = Polls();
        Assert.InRange(polls[0], 100, 109);
        Assert.Equal(13, polls.Count);
        Assert.All(polls.Zip(polls.Skip(1)), pair => Assert.Equal(1.03 * 1.03, pair.Second / pair.First, 6));
    }

    [Theory]
    [InlineData(4, 100, 109)]
    [InlineData(3, 115, 125)]
    public void With_fewer_ends_than_eight_one_more_task_may_outlive_them(int shorter, double least, double most)
    {
        _table.Ended(shorter, 50);
        _table.Ended(4, 100);
        Assert.InRange(EndAfter(60), least, most);
    }

    // The imagined task ends evenly in 130 places, beside one that runs: 0.606 are left. They end in 36 places more, and 31 leave a tenth.
    [Fact]
    public void While_all_run_they_are_given_eight_times_the_age_they_have()
    {
        _table.Running(1, 100);
        double cells = Math.Log(EndAfter(0) / 100) / Math.Log(1.03);
        Assert.InRange(cells, 62, 65.5);
        Assert.InRange(Polls()[^1], 800, 930);
    }

    // The first ended 20 cells before the last. If half have ended, the other half takes as long again; if a third, twice that.
    // It is 8 to 96 cells.
    [Theory]
    [InlineData(10, 18, 22)]
    [InlineData(20, 36, 44)]
    [InlineData(1, 7, 10)]
    [InlineData(90, 94, 98)]
    public void Those_that_still_run_need_as_long_as_the_share_that_has_ended_tells(int running, double least, double most)
    {
        _table.Running(running, 110);
        _table.Ended(5, 60);
        _table.Ended(5, 60 * Math.Pow(1.03, 20));
        Assert.InRange(Math.Log(Polls()[^1] / 110) / Math.Log(1.03), least, most);
    }

    [Fact]
    public void Those_that_were_seen_running_count_as_much_as_those_that_ended()
    {
        _table.Running(72, 100);
        _table.Ended(8, 50);
        Assert.InRange(EndAfter(0), 200, 300);
    }

    [Fact]
    public void What_long_is_no_longer_so_is_forgotten()
    {
        _table.Ended(400, 60);
        Assert.InRange(Polls()[0], 56, 60);
        _table.Ended(1000, 120);
        Assert.InRange(Polls()[0], 115, 120);
    }

    [Theory]
    [InlineData(0.01, 0.05, 0.05)]
    [InlineData(10, 10, 10.3)]
    [InlineData(1_000_000, 180_000, 190_000)]
    public void The_oldest_that_was_seen_running_is_known_within_three_hundredths_to_two_days(double age, double least, double most)
    {
        _table.Running(1, 0.001);
        _table.Running(1, age);
        _table.Running(1, age / 2);
        Assert.InRange(_table.Plan!.AllRunUntil.TotalSeconds, least, most);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(150)]
    public void Once_one_has_ended_all_are_known_to_run_until_a_ninth_before_the_first_end(double oldest)
    {
        _table.Running(1, oldest);
        _table.Ended(1, 140);
        _table.Ended(1, 120);
        Assert.InRange(_table.Plan!.AllRunUntil.TotalSeconds, 105, 110);
    }

    [Theory]
    [InlineData(0.01, 0, 0.05)]
    [InlineData(1_000_000, 170_000, 190_000)]
    public void The_shortest_and_the_longest_durations_have_a_plan_too(double seconds, double least, double most)
    {
        _table.Ended(64, seconds);
        Assert.InRange(Polls()[0], least, most);
    }

    private static double AgeOf(int cell) => 0.05 * Math.Pow(1.03, cell);

    private static bool Same(double one, double other) => Math.Abs(one - other) < 1e-6;

    private double EndAfter(double age) => _table.Plan!.EndAfter(TimeSpan.FromSeconds(age))!.Value.TotalSeconds;

    private List<double> Polls()
    {
        List<double> polls = [];
        for (TimeSpan? age = _table.Plan!.After(TimeSpan.Zero); age is { } next; age = _table.Plan!.After(next))
        {
            polls.Add(next.TotalSeconds);
        }

        return polls;
    }
}
