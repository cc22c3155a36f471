using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public class JsonReadingTests
{
    [Theory]
    [InlineData("""{"msg":"no cats \ud83d"}""", "no cats \uFFFD")]
    [InlineData("""{"msg":"\ude00 no cats"}""", "\uFFFD no cats")]
    [InlineData("""{"msg":"\ud83d\ud83d\ude00\\ud83d"}""", "\uFFFD\U0001F600\\ud83d")]
    [InlineData("""{"\ud83d":"a name","msg":"no cats"}""", "no cats")]
    public void A_sentence_cut_inside_an_emoji_is_still_read(string body, string text)
    {
        GatewayAnswer answer = Fixture.AnswerText(body);

        Assert.Equal(text, answer.Json.Text("msg"));
        Assert.Null(answer.Json.Number("msg"));
        Assert.Null(answer.Json.Link("msg"));
        Assert.Null(answer.Json.Time("msg"));
    }

    [Theory]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"9999-12-31T23:59:59Z\"")]
    [InlineData("89")]
    [InlineData("99999999999999")]
    [InlineData("99999999999")]
    [InlineData("1e27")]
    [InlineData("-1")]
    public void A_time_that_cannot_be_is_not_told(string time) =>
        Assert.Null(Fixture.AnswerText($$"""{"at":{{time}}}""").Json.Time("at"));

    [Theory]
    [InlineData("\"2026-11-21T10:00:00Z\"")]
    [InlineData("1795255200")]
    [InlineData("1795255200000")]
    public void A_time_is_read_in_any_of_its_forms(string time) => Assert.Equal(
        new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), Fixture.AnswerText($$"""{"at":{{time}}}""").Json.Time("at"));
}
