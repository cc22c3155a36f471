using System.Collections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Tasks;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>What gateways tell beyond the properties of a task.</summary>
public sealed class GatewayDataTests
{
    [Fact]
    public void A_later_answer_adds_to_what_an_earlier_one_told()
    {
        Dialect dialect = DialectCatalog.Find("Odkkk")!;
        SoraTask task = new() { RequestId = "r", Provider = "Odkkk" };
        task = task.With(Read(dialect, """
            {"id":"t","status":"pending","task_info":{"can_cancel":true},"usage":{"billing_rule":"per_call","user_group":"default"}}
            """), dialect, default);
        task = task.With(Read(dialect, """{"id":"t","status":"completed","task_info":{"can_cancel":false}}"""), dialect, default);
        Assert.Equal("""{"can_cancel":false,"billing_rule":"per_call","user_group":"default"}""", $"{task.GatewayData}");
        Assert.Equal(task.GatewayData, task.With(Read(dialect, """{"id":"t","status":"completed"}"""), dialect, default).GatewayData);
    }

    [Theory]
    [InlineData("UniAll", """{"id":"g","status":"completed","duration":89,"metadata":{"total_time":89.550817778,"predict_time":89.5}}""",
        """{"total_time":89.550817778,"predict_time":89.5}""")]
    [InlineData("OpenAI", """{"id":"video_2","status":"queued","remixed_from_video_id":"video_1","quality":"standard"}""",
        """{"remixed_from_video_id":"video_1","quality":"standard"}""")]
    [InlineData("OpenAI", """{"id":"video_2","status":"queued","remixed_from_video_id":null}""", "")]
    [InlineData("AimlApi", """{"id":"v","status":"completed","meta":{"usage":{"credits_used":7}}}""", "")]
    [InlineData("LinkModel", """{"code":0,"data":{"task_id":"t","status":"Success","order_id":"","metadata":"m"}}""",
        """{"metadata":"m"}""")]
    public void Documented_fields_are_told_by_their_own_names(string provider, string answer, string data) =>
        Assert.Equal(data, $"{Read(DialectCatalog.Find(provider)!, answer).GatewayData}");

    [Fact]
    public void It_is_a_dictionary_that_cannot_be_changed_and_knows_names_in_any_case()
    {
        SoraGatewayData data = new(new Hashtable { ["order_id"] = "o", ["n"] = 7, ["share"] = 0.5 });
        IDictionary fields = data;
        Assert.Equal(("o", 7L, 0.5m), (fields["Order_Id"], fields["n"], fields["share"]));
        Assert.True(fields.IsReadOnly);
        Assert.Throws<NotSupportedException>(() => fields["order_id"] = "p");
        Assert.Equal(data, SoraGatewayData.Parse(data.ToString()));
        Assert.Equal(data.GetHashCode(), SoraGatewayData.Parse(data.ToString())!.GetHashCode());
        Assert.NotEqual(data, new SoraGatewayData(new Hashtable { ["order_id"] = "p", ["n"] = 7, ["share"] = 0.5 }));
    }

    [Fact]
    public void It_stays_small_and_flat()
    {
        Dictionary<string, object?> many = Enumerable.Range(0, 100).ToDictionary(number => $"f{number}", object? (_) => "x");
        Assert.Equal(SoraGatewayData.MaxFields, new SoraGatewayData(many).Count);
        string fox = "\U0001F98A";
        string longText = "x" + string.Concat(Enumerable.Repeat(fox, SoraGatewayData.MaxText));
        SoraGatewayData data = new(new Dictionary<string, object?>
        {
            [new string('n', SoraGatewayData.MaxName + 1)] = "x",
            ["list"] = new[] { 1 },
            ["nothing"] = null,
            ["text"] = longText,
            ["NaN"] = double.NaN,
        });
        Assert.Equal(longText[..(SoraGatewayData.MaxText - 1)], Assert.Single(data).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("System.Collections.Hashtable")]
    [InlineData("""{"a":"\ud800"}""")]
    public void What_holds_no_field_is_none(string? text) => Assert.Null(SoraGatewayData.Parse(text));

    private static TaskReport Read(Dialect dialect, string answer) => dialect.ReadStatus(Fixture.AnswerText(answer));
}
