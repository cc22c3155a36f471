using SoraPS.Core.Costs;

namespace SoraPS.Tests.Costs;

public class ExpenseReportTests
{
    [Fact]
    public void What_the_gateway_charges_counts_before_the_estimate()
    {
        SoraExpense usd = Assert.Single(Of(
            Task() with { Price = 0.30m, Currency = "USD", Estimate = 0.34m, EstimateCurrency = "USD" },
            Task() with { Estimate = 0.34m, EstimateCurrency = "USD" }));
        Assert.Equal((2, 0.64m, 0.30m, 0.34m), (usd.Tasks, usd.Cost, usd.Charged, usd.Estimated));
    }

    [Fact]
    public void Credits_and_money_are_never_added()
    {
        IReadOnlyList<SoraExpense> expenses = Of(
            Task() with { Price = 40, Currency = "credits", Estimate = 0.34m, EstimateCurrency = "USD" });
        Assert.Equal([("credits", 40m), ("USD", 0.34m)], expenses.Select(one => (one.Currency!, one.Cost!.Value)));
    }

    [Fact]
    public void An_unknown_price_is_no_price()
    {
        SoraExpense unknown = Assert.Single(Of(Task(), Task()));
        Assert.Equal((2, null, null), (unknown.Tasks, unknown.Cost, unknown.Currency));
        Assert.Equal("2 tasks of unknown price", unknown.ToString());
    }

    [Fact]
    public void Only_what_may_be_charged_counts()
    {
        Assert.Empty(Of(Task() with { Id = null, State = SoraTaskState.Failed }));
        Assert.Single(Of(Task() with { Id = null, State = SoraTaskState.Unknown }));
        Assert.Single(Of(Task() with { Id = null, State = SoraTaskState.Submitting }));
    }

    [Fact]
    public void Groups_are_apart() => Assert.Equal(
        [("LinkModel", 2), ("UniAll", 1)],
        ExpenseReport.Of(
            [Task(), Task() with { Provider = "UniAll" }, Task()], task => new SoraExpense { Tasks = 0, Provider = task.Provider })
            .Select(one => (one.Provider!, one.Tasks)));

    private static IReadOnlyList<SoraExpense> Of(params SoraTask[] tasks) => ExpenseReport.Of(tasks, _ => new SoraExpense { Tasks = 0 });

    private static SoraTask Task() => new() { RequestId = "r", Id = "i", Provider = "LinkModel", State = SoraTaskState.Succeeded };
}
