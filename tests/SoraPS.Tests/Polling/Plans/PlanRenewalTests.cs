using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling.Plans;

/// <summary>A plan is made again when enough more is known, and not with each poll.</summary>
public class PlanRenewalTests
{
    private readonly LifeTable _table = new();

    [Fact]
    public void A_firm_plan_is_made_again_after_sixteen_polls()
    {
        Add(8, 100, hasEnded: true);
        IsNewAfterEach(15, 100, hasEnded: true, expected: false);
        IsNewAfterEach(1, 100, hasEnded: true, expected: true);
    }

    [Fact]
    public void A_guess_is_made_again_with_each_end()
    {
        Add(1, 100, hasEnded: false);
        IsNewAfterEach(7, 100, hasEnded: true, expected: true);
    }

    [Fact]
    public void A_guess_is_made_again_after_sixteen_polls_that_show_nothing()
    {
        Add(1, 100, hasEnded: false);
        IsNewAfterEach(15, 100, hasEnded: false, expected: false);
        IsNewAfterEach(1, 100, hasEnded: false, expected: true);
    }

    [Fact]
    public void A_guess_is_made_again_when_the_first_tasks_are_older_by_four_cells_of_three_hundredths()
    {
        Add(1, 100, hasEnded: false);
        IsNewAfterEach(1, 100 * Math.Pow(1.03, 3), hasEnded: false, expected: false);
        IsNewAfterEach(1, 100 * Math.Pow(1.03, 4), hasEnded: false, expected: true);
        IsNewAfterEach(1, 100 * Math.Pow(1.03, 7), hasEnded: false, expected: false);
        IsNewAfterEach(1, 100 * Math.Pow(1.03, 9), hasEnded: false, expected: true);
    }

    [Fact]
    public void Twice_as_many_ends_are_news()
    {
        Add(1, 100, hasEnded: false);
        Assert.False(_table.TakeNews());
        int[] news = [.. Enumerable.Range(1, 16).Where(_ => IsNews())];
        Assert.Equal([1, 2, 4, 8, 16], news);
        Assert.False(_table.TakeNews());

        bool IsNews()
        {
            Add(1, 100, hasEnded: true);
            return _table.TakeNews();
        }
    }

    private void IsNewAfterEach(int count, double seconds, bool hasEnded, bool expected)
    {
        for (int number = 0; number < count; number++)
        {
            PollPlan? before = _table.Plan;
            Add(1, seconds, hasEnded);
            Assert.Equal(expected, !ReferenceEquals(before, _table.Plan));
        }
    }

    private void Add(int count, double seconds, bool hasEnded)
    {
        for (int task = 0; task < count; task++)
        {
            _table.Add(TimeSpan.Zero, TimeSpan.FromSeconds(seconds), hasEnded);
        }
    }
}
