using SoraPS.Core.Dialects;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Requests;

/// <summary>Both gateways that call back document public https addresses only.</summary>
public sealed class CallbackRulesTests
{
    [Theory]
    [InlineData("hook/x")]
    [InlineData("http://hooks.example/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https://localhost./x")]
    [InlineData("https://a.localhost/x")]
    [InlineData("https://gpubox/x")]
    [InlineData("https://printer.local/x")]
    [InlineData("https://100.64.0.1/x")]
    [InlineData("https://172.31.0.1/x")]
    [InlineData("https://192.168.1.1/x")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://someone:word@hooks.example/x")]
    public void A_callback_that_cannot_come_is_refused(string address) => Assert.All(
        DialectCatalog.All.Where(dialect => dialect.TakesCallback),
        dialect => Assert.Single(dialect.Check(Row(address))));

    [Theory]
    [InlineData("https://hooks.example/x?token=1")]
    [InlineData("https://8.8.8.8:8443/x")]
    public void A_public_one_is_taken(string address) => Assert.All(
        DialectCatalog.All.Where(dialect => dialect.TakesCallback),
        dialect => Assert.Empty(dialect.Check(Row(address))));

    private static PreparedRequest Row(string callback) =>
        new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(callback, UriKind.RelativeOrAbsolute) };
}
