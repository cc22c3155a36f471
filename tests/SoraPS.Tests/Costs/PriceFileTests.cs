using System.Text;
using SoraPS.Core.Costs;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Costs;

/// <summary>A price file that cannot be used says where and why.</summary>
public sealed class PriceFileTests : IDisposable
{
    private const string Entry = """
        "provider":"A","model":"m","amount":1,"currency":"USD","unit":"video","asOf":"2026-11-01"
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\"prices\":[\n{\"provider\":\"A\",,}]}", "line 2")]
    [InlineData("[]", "line 1")]
    [InlineData("{\"price\":[]}", "no list 'prices'")]
    [InlineData("null", "no list 'prices'")]
    [InlineData("{\"prices\":[\n{},\n{}]}", "line 2: the price has no 'provider'")]
    [InlineData("{\"prices\":[\n\n{ENTRY,\"amout\":3}]}", "line 3: a price has no 'amout'")]
    [InlineData("{\"prices\":[\n{ENTRY,\"amount\":null}]}", "the price has no 'amount'")]
    [InlineData("{\"prices\":[\n{ENTRY,\n\"amount\":\"cheap\"}]}", "line 3")]
    [InlineData("{\"prices\":[\n{ENTRY,\"amount\":-1}]}", "amount -1")]
    [InlineData("{\"prices\":[\n{ENTRY,\"amount\":1e20}]}", "not between")]
    [InlineData("{\"prices\":[\n{ENTRY,\"unit\":\"minute\"}]}", "'minute' is neither 'video' nor 'second'")]
    [InlineData("{\"prices\":[\n{ENTRY,\"currency\":\"credits\"}]}", "'credits'")]
    [InlineData("{\"prices\":[\n{ENTRY,\"duration\":0}]}", "duration 0")]
    [InlineData("{\"prices\":[\n{ENTRY,\"asOf\":\"yesterday\"}]}", "line 2")]
    public void A_mistake_is_told_with_file_line_and_what_to_do(string text, string words)
    {
        string file = _folder.File("prices.json");
        File.WriteAllText(file, text.Replace("ENTRY", Entry, StringComparison.Ordinal));
        SoraException error = Assert.Throws<SoraException>(() => PriceBook.Load(file));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.StartsWith($"The price file {file} cannot be used", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("asOf", error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_file_is_told()
    {
        foreach (string path in new[] { _folder.File("missing.json"), _folder.Path })
        {
            SoraException error = Assert.Throws<SoraException>(() => PriceBook.Load(path));
            Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
            Assert.Contains($"{path} cannot be read", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Comments_trailing_commas_other_capitals_and_a_byte_order_mark_are_taken()
    {
        string file = _folder.File("prices.json");
        File.WriteAllText(file, """
            // ours
            { "Prices": [ null,
              { "provider": "A", "model": "*", "Amount": 1, "currency": "EUR", "unit": "video", "asOf": "2026-11-01", },
            ] }
            """, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        PriceBook.Load(file);
    }
}
