using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling.Plans;

/// <summary>A plan is made again when enough more is known, and not with each poll.</summary>
public class PlanRenewalTests
{
    private readonly LifeTable _table = new();

    [Fact]
    public void A_firm_plan_is_made_again_after_sixteen_polls()
    {
        _table.Ended(8, 100);
        Assert.All(Enumerable.Range(1, 16), poll => Assert.Equal(poll == 16, IsNewAfter(() => _table.Ended(1, 100))));
    }

    [Fact]
    public void A_guess_is_made_again_after_sixteen_polls_that_show_nothing()
    {
        _table.Running(1, 100);
        Assert.All(Enumerable.Range(1, 16), poll => Assert.Equal(poll == 16, IsNewAfter(() => _table.Running(1, 100))));
    }

    [Fact]
    public void A_guess_is_made_again_with_each_end()
    {
        _table.Running(1, 100);
        Assert.All(Enumerable.Range(1, 7), _ => Assert.True(IsNewAfter(() => _table.Ended(1, 100))));
    }

    [Fact]
    public void A_guess_is_made_again_when_the_first_tasks_are_older_by_four_cells_of_three_hundredths()
    {
        _table.Running(1, 100);
        Assert.All([3, 4, 7, 9], cells => Assert.Equal(
            cells is 4 or 9, IsNewAfter(() => _table.Running(1, 100 * Math.Pow(1.03, cells)))));
    }

    [Fact]
    public void Twice_as_many_ends_are_news()
    {
        _table.Running(1, 100);
        Assert.False(_table.TakeNews());
        for (int ends = 1; ends <= 16; ends++)
        {
            _table.Ended(1, 100);
            Assert.Equal(ends is 1 or 2 or 4 or 8 or 16, _table.TakeNews());
            Assert.False(_table.TakeNews());
        }
    }

    private bool IsNewAfter(Action seen)
    {
        PollPlan? before = _table.Plan;
        seen();
        return !ReferenceEquals(before, _table.Plan);
    }
}
