using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>The balance in the answer to the free request that tells whether a key is good.</summary>
public sealed class BalanceTests
{
    [Theory]
    // Page 'account balance, v2'.
    [InlineData("AimlApi", """{"current_balance":123.45,"currency":"USD"}""", "123.45 USD")]
    [InlineData("AimlApi", """{"current_balance":"0"}""", "0")]
    [InlineData("Apixo", """{"code":200,"message":"success","data":{"balance":7.5,"currency":"USD"}}""", "7.5 USD")]
    [InlineData("Apixo", """{"code":200,"message":"success","data":"7"}""", null)]
    // EvoLink's page 'Get Credits Usage'; a key may have a bound of its own.
    [InlineData("Odkkk", """
        {"data":{"token":{"remaining_credits":99416.4429,"unlimited_credits":false,"used_credits":583.5571},
         "user":{"remaining_credits":1095.3996,"used_credits":135.9048}},"message":"","success":true}
        """, "1095.3996 credits")]
    [InlineData("Odkkk", """
        {"data":{"token":{"remaining_credits":5,"unlimited_credits":false},"user":{"remaining_credits":9}},"success":true}
        """, "5 credits")]
    [InlineData("Odkkk", """
        {"data":{"token":{"remaining_credits":0,"unlimited_credits":true},"user":{"remaining_credits":9}},"success":true}
        """, "9 credits")]
    [InlineData("Odkkk", """{"data":{"token":{"remaining_credits":5}},"success":true}""", "5 credits")]
    [InlineData("Odkkk", """{"data":null}""", null)]
    [InlineData("LinkModel", """{"code":0,"data":{},"msg":"success"}""", null)]
    [InlineData("UniAll", """{"object":"list","data":[]}""", null)]
    public async Task It_is_told_where_the_answer_has_it(string provider, string answer, string? balance)
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (200, answer));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        AccountBalance? told = await pipeline.Client.GatewayOf(provider).CheckKeyAsync(null, CancellationToken.None);
        Assert.Equal(balance, told?.ToString());
    }

    [Fact]
    public async Task Its_currency_is_text_that_can_be_shown()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson(
            (_, _) => (200, """{"current_balance":1,"currency":"U\u001b[2Jkey-of-tests"}"""));
        pipeline.Connect("AimlApi", server.Uri, "key-of-tests");
        Assert.Equal("1 U\ufffd[2J***", $"{await pipeline.Client.GatewayOf("AimlApi").CheckKeyAsync(null, CancellationToken.None)}");
    }
}
