using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling.Plans;

/// <summary>Ages are chosen for the shortest wait that the polls allow; the numbers are worked out by hand.</summary>
public class PollPlanTests
{
    // A quarter of the tasks ends evenly in each step. Mean polls and mean seconds from the end to the poll that sees it:
    // 80: 1, 52.5   40 80: 1.25, 22.5   20 80: 1.5, 22.5   20 40 80: 1.75, 12.5   10 40 80: 2, 15   10 20 80: 2.25, 20   all: 2.5, 10
    [Theory]
    [InlineData(2.5, new double[] { 10, 20, 40, 80 })]
    [InlineData(2.49, new double[] { 20, 40, 80 })]
    [InlineData(1.75, new double[] { 20, 40, 80 })]
    [InlineData(1.74, new double[] { 40, 80 })]
    public void So_many_polls_see_the_ends_as_soon_as_they_can(double polls, double[] expected) =>
        Assert.Equal(expected, PollsOf(new PollPlan([0, 10, 20, 40, 80], [1, 0.75, 0.5, 0.25, 0], polls)));

    // The first of two polls is one for all tasks, the second one for half of them; that half waits less by the time between the two.
    [Theory]
    [InlineData(990, 1000, true)]
    [InlineData(998, 1000, false)]
    [InlineData(0.7, 1, true)]
    [InlineData(0.8, 1, false)]
    public void A_poll_that_saves_less_than_four_thousandths_or_a_quarter_of_a_second_is_left_out(double age, double end, bool isWorthIt) =>
        Assert.Equal(isWorthIt ? [age, end] : [end], PollsOf(new PollPlan([0, age, end], [1, 0.5, 0])));

    [Fact]
    public void Where_all_others_have_ended_each_age_is_one_to_poll_at() =>
        Assert.Equal([10, 20, 30, 40], PollsOf(new PollPlan([0, 10, 20, 30, 40], [1, 0, 0, 0, 0])));

    [Theory]
    [InlineData(0, 20.0, 10.0)]
    [InlineData(5, 30.0, 20.0)]
    [InlineData(10, 30.0, 20.0)]
    [InlineData(20, 30.0, 30.0)]
    [InlineData(30, 30.0, null)]
    [InlineData(31, null, null)]
    public void Nine_of_ten_have_ended_by_an_age_and_one_between_two_counts_as_the_older(double age, double? end, double? next)
    {
        PollPlan plan = new([0, 10, 20, 30], [1, 0.5, 0.1, 0]);
        Assert.Equal(end, plan.EndAfter(TimeSpan.FromSeconds(age))?.TotalSeconds);
        Assert.Equal(next, plan.After(TimeSpan.FromSeconds(age))?.TotalSeconds);
    }

    private static List<double> PollsOf(PollPlan plan)
    {
        List<double> polls = [];
        for (TimeSpan? age = plan.After(TimeSpan.Zero); age is { } next; age = plan.After(next))
        {
            polls.Add(next.TotalSeconds);
        }

        return polls;
    }
}
