using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Dialects;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Costs;

/// <summary>What a row would cost: by the published prices, by the user's own, or not known.</summary>
public sealed class PriceBookTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConnectionRegistry _connections = new();

    private static VideoRequest Row => new() { Prompt = "A paper boat" };

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, VideoRequest, decimal?> Published => new()
    {
        // A price of one length says nothing about the others.
        { "LinkModel", Row, 0.34m },
        { "LinkModel", Row with { Duration = 4, Resolution = "1280x720" }, 0.34m },
        { "LinkModel", Row with { Duration = 8 }, null },

        // By the second; a tier is the same as its pixels.
        { "UniAll", Row, 0.272m },
        { "UniAll", Row with { Duration = 12, AspectRatio = "9:16" }, 0.816m },
        { "UniAll", Row with { Model = "sora2-pro-720p", Duration = 16 }, 3.264m },
        { "OpenAI", Row, 0.40m },
        { "OpenAI", Row with { Model = "sora-2-pro", Duration = 8, Resolution = "1792x1024" }, 4.00m },
        { "OpenAI", Row with { Model = "sora-2-pro", Resolution = "1080p", AspectRatio = "16:9" }, 2.80m },

        // Without a length and without a documented default it is not known.
        { "Apixo", Row, null },
        { "Apixo", Row with { Duration = 15 }, 0.75m },
        { "UniAll", Row with { Model = "sora2-pro-720p" }, null },

        // Unknown models, gateways without prices.
        { "OpenAI", Row with { Model = "sora-9" }, null },
        { "Odkkk", Row, null },
        { "AimlApi", Row, null },

        // Further fields may ask for more than the row says.
        { "UniAll", Row with { AdditionalBody = new JsonObject { ["duration"] = 20 } }, null },
        { "UniAll", Row with { AdditionalBody = [] }, 0.272m },

        // Sent unchecked, it must not make others cheaper.
        { "UniAll", Row with { Duration = -8, SkipValidation = true }, null },
    };

    [Theory, MemberData(nameof(Published))]
    public void Published_prices_tell_what_a_row_costs(string provider, VideoRequest row, decimal? amount)
    {
        Quote? quote = QuoteOf(PriceBook.Published, _connections.Find(provider)!, row);
        Assert.Equal(amount, quote?.Amount);
        Assert.NotEqual(0, quote?.Amount);
        Assert.True(quote is null || (quote.Price.Currency == "USD" && quote.Price.Source.Length > 0));
    }

    [Fact]
    public void A_second_account_has_the_prices_of_its_gateway_and_a_server_of_ones_own_has_none()
    {
        Connection second = _connections.Find("UniAll")! with { Name = "Work", BaseUri = new("https://proxy.example") };
        Connection own = _connections.Find("OpenAI")! with { Name = "GpuBox", BaseUri = new("http://gpubox:8091/v1") };
        PriceBook book = Book("""
            {"provider":"UniAll","model":"sora2-*-8s","amount":0.5,"currency":"EUR","unit":"video","asOf":"2026-11-01"},
            {"provider":"OpenAI","model":"*","amount":9,"currency":"EUR","unit":"video","asOf":"2026-11-01"}
            """);
        Assert.Equal("0.272 USD", $"{QuoteOf(book, second, Row)}");
        Assert.Equal("0.50 EUR", $"{QuoteOf(book, second, Row with { Duration = 8 })}");
        Assert.Null(QuoteOf(book, own, Row));
        Assert.Empty(book.PricesOf(own, "sora-2"));
    }

    [Fact]
    public void Own_prices_come_before_published_ones_and_the_first_that_fits_counts()
    {
        PriceBook book = Book("""
            {"provider":"linkmodel","model":"SORA*","duration":8,
             "amount":0.6,"currency":"usd","unit":"video","asOf":"2026-11-01"},
            {"provider":"GpuBox","model":"Wan?.2",
             "amount":0.01,"currency":"EUR","unit":"second","asOf":"2026-11-02","source":"the power bill"},
            {"provider":"GpuBox","model":"*","amount":0,"currency":"EUR","unit":"video","asOf":"2026-11-03"}
            """);
        Connection own = _connections.Find("OpenAI")! with { Name = "GpuBox", BaseUri = new("http://gpubox:8091/v1") };
        Connection link = _connections.Find("LinkModel")!;
        Assert.Equal("0.60 USD", $"{QuoteOf(book, link, Row with { Duration = 8 })}");
        Assert.Equal("0.34 USD", $"{QuoteOf(book, link, Row with { Duration = 4 })}");
        Quote? wan = QuoteOf(book, own, Row with { Model = "wan2.2", Duration = 5 });
        Assert.Equal((0.05m, "the power bill"), (wan!.Amount, wan.Price.Source));
        Assert.Equal(new DateOnly(2026, 11, 2), wan.Price.AsOf);

        // What is free is known to be free. The length that this server makes by default is not known.
        Assert.Equal("0.00 EUR", $"{QuoteOf(book, own, Row with { Model = "Other" })}");
        Assert.Equal(_folder.File("prices.json"), QuoteOf(book, own, Row with { Model = "Other" })!.Price.Source);
        Assert.Null(QuoteOf(book, own, Row with { Model = "wan2.2" }));
    }

    [Fact]
    public void The_price_list_of_a_model_leaves_out_what_never_counts()
    {
        PriceBook book = Book("""
            {"provider":"OpenAI","model":"sora-2-pro","resolution":"1792x1024",
             "amount":0.4,"currency":"USD","unit":"second","asOf":"2026-11-01"},
            {"provider":"Apixo","model":"*","amount":0.2,"currency":"USD","unit":"video","asOf":"2026-11-01"}
            """);
        Assert.Equal(
            ["0.40 USD per second at 1792x1024", "0.30 USD per second at 720p", "0.70 USD per second at 1080p"],
            Listed("OpenAI", "sora-2-pro"));
        Assert.Equal(["0.20 USD per video"], Listed("Apixo", "sora-2"));
        Assert.Equal(["0.34 USD per video of 4 s"], Listed("LinkModel", "sora-2"));

        IEnumerable<string> Listed(string provider, string model) =>
            book.PricesOf(_connections.Find(provider)!, model).Select(price => $"{price}");
    }

    [Fact]
    public void Published_prices_are_money_with_a_date_and_a_source() =>
        Assert.All(DialectCatalog.All.SelectMany(dialect => dialect.Models).SelectMany(model => model.Prices), price =>
        {
            Assert.Matches("^[A-Z]{3}$", price.Currency);
            Assert.Contains(price.Unit, new[] { "second", "video" });
            Assert.True(price.Amount > 0 && price.AsOf > new DateOnly(2025, 1, 1) && price.Source.Length > 0);
        });

    private static Quote? QuoteOf(PriceBook book, Connection connection, VideoRequest row) =>
        book.QuoteOf(RequestPreparation.Prepare(row, connection), connection);

    private PriceBook Book(string entries)
    {
        string file = _folder.File("prices.json");
        File.WriteAllText(file, $$"""{"prices":[{{entries}}]}""");
        return PriceBook.Load(file);
    }
}
