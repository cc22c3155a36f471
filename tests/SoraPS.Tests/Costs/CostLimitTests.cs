using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Costs;

/// <summary>A limit is never passed, and cuts the rows off at one place.</summary>
public sealed class CostLimitTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConnectionRegistry _connections = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_row_that_would_pass_it_closes_it()
    {
        CostLimit limit = new(1.00m, allowsUnknown: false);
        Reserve(limit, "OpenAI", 4);
        Reserve(limit, "OpenAI", 4);
        string why = Refused(limit, "OpenAI", 4);
        Assert.Contains("costs 0.40 USD, and 0.20 of 1.00 USD", why, StringComparison.Ordinal);

        // It would fit, but a cut in the middle could not be distinguished from a gap.
        Assert.Contains("earlier row", Refused(limit, "LinkModel", 4), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_more_was_spent_before_nothing_is_left()
    {
        CostLimit limit = new(1.00m, allowsUnknown: false, new Dictionary<string, decimal> { ["USD"] = 3 });
        Assert.Contains("and 0.00 of 1.00 USD of -MaxCost are left", Refused(limit, "OpenAI", 4), StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_be_used_up_to_the_last_cent_and_what_is_given_back_counts_once()
    {
        CostLimit limit = new(0.80m, allowsUnknown: false);
        CostReservation first = Reserve(limit, "OpenAI", 4)!;
        Reserve(limit, "OpenAI", 4);
        first.Release();
        first.Release();
        Reserve(limit, "OpenAI", 4);
        Refused(limit, "OpenAI", 4);
    }

    [Fact]
    public void An_unknown_price_is_refused_unless_it_is_allowed_and_closes_nothing()
    {
        CostLimit strict = new(1, allowsUnknown: false);
        Assert.Contains("not known", Refused(strict, "Odkkk", 10), StringComparison.Ordinal);
        Reserve(strict, "OpenAI", 4);

        CostLimit lax = new(1, allowsUnknown: true);
        Assert.Null(Reserve(lax, "Odkkk", 10));
        Assert.NotNull(Reserve(lax, "OpenAI", 8));
        Refused(lax, "OpenAI", 8);
        Refused(lax, "Odkkk", 10);
    }

    [Fact]
    public void One_limit_counts_one_currency()
    {
        CostLimit limit = new(100, allowsUnknown: true);
        PriceBook prices = WithEuros();
        Reserve(limit, "OpenAI", 4, prices);
        string why = Refused(limit, "Odkkk", 10, prices);
        Assert.Contains("costs 1.00 EUR, but -MaxCost already counts in USD", why, StringComparison.Ordinal);
        Reserve(limit, "OpenAI", 4, prices);
    }

    [Fact]
    public async Task Rows_at_once_never_pass_it()
    {
        CostLimit limit = new(40, allowsUnknown: false);
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Task.Run(() =>
        {
            try
            {
                Reserve(limit, "OpenAI", 4);
                return true;
            }
            catch (SoraException)
            {
                return false;
            }
        })));
        Assert.Equal(100, taken.Count(one => one));
    }

    [Fact]
    public void Sums_never_mix_currencies_and_unknown_is_never_0()
    {
        CostSummary summary = new();
        PriceBook book = WithEuros();
        (string, int)[] rows = [("OpenAI", 4), ("LinkModel", 8), ("Odkkk", 10), ("LinkModel", 4), ("OpenAI", 8)];
        foreach ((string provider, int seconds) in rows)
        {
            summary.Add(Quoted(provider, seconds, book));
        }

        Assert.Equal(
            ["2 rows for 1.20 USD", "1 row of unknown price", "1 row for 1.00 EUR", "1 row for 0.34 USD"],
            summary.Groups.Select(group => $"{group}"));
        Assert.Equal(
            ["3 rows for 1.54 USD", "1 row for 1.00 EUR", "1 row of unknown price"],
            summary.Totals.Select(total => $"{total}"));
        Assert.Null(summary.Totals[^1].Cost);
        Assert.Equal("0.10 USD per second at 720p", summary.Groups[0].UnitPrice);
    }

    [Fact]
    public async Task Items_decide_in_the_order_in_which_they_came()
    {
        Sequencer order = new();
        Task third = order.WaitAsync(2, CancellationToken.None);
        Task second = order.WaitAsync(1, CancellationToken.None);
        Assert.True(order.WaitAsync(0, CancellationToken.None).IsCompletedSuccessfully);
        order.Release(3);
        order.Release(0);
        await second.WaitAsync(TestPipeline.Timeout);
        Assert.False(third.IsCompleted);
        order.Release(1);
        order.Release(1);
        await third.WaitAsync(TestPipeline.Timeout);
        order.Release(2);
        Assert.True(order.WaitAsync(4, CancellationToken.None).IsCompletedSuccessfully);
    }

    private CostReservation? Reserve(CostLimit limit, string provider, int seconds, PriceBook? prices = null) =>
        limit.Reserve(Quoted(provider, seconds, prices ?? PriceBook.Published));

    private string Refused(CostLimit limit, string provider, int seconds, PriceBook? prices = null)
    {
        SoraException error = Assert.Throws<SoraException>(() => Reserve(limit, provider, seconds, prices));
        Assert.Equal(SoraErrorKind.CostLimitReached, error.Kind);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        return error.Message;
    }

    private QuotedRequest Quoted(string provider, int seconds, PriceBook prices) =>
        new(new VideoRequest { Prompt = "A paper boat", Duration = seconds }, _connections.Find(provider)!, prices);

    private PriceBook WithEuros()
    {
        string file = _folder.File("prices.json");
        File.WriteAllText(file, """
            {"prices":[{"provider":"Odkkk","model":"*","amount":1,"currency":"EUR","unit":"video","asOf":"2026-11-01"}]}
            """);
        return PriceBook.Load(file);
    }
}
