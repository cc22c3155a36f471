using SoraPS.Core.Providers;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Providers;

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
}
