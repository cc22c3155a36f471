using SoraPS.Core.Providers;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Providers;

public class JsonReadingTests
{
    [Fact]
    public void A_sentence_cut_inside_an_emoji_is_still_read()
    {
        GatewayAnswer answer = Fixture.AnswerText("""{"msg":"no cats \ud83d"}""");

        Assert.Equal("""no cats \ud83d""", answer.Json.Text("msg"));
        Assert.Null(answer.Json.Number("msg"));
        Assert.Null(answer.Json.Link("msg"));
        Assert.Null(answer.Json.Time("msg"));
    }
}
