using System.Net;
using System.Text;
using SoraPS.Core.Networks;
using SoraPS.Tests.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A proxy of one connection, which is not asked about other connections.</summary>
public sealed class ProxyTests
{
    private static readonly Uri s_gateway = new("http://gateway.example/v1");

    [Fact]
    public async Task Requests_and_downloads_go_through_the_connections_proxy()
    {
        await using RawServer proxy = new(request => request.RequestLine switch
        {
            string line when line.StartsWith("POST", StringComparison.Ordinal) => Json(request, """{"id":"video_1","status":"queued"}"""),
            string line when line.Contains("/content", StringComparison.Ordinal)
                || line.Contains("cdn.example", StringComparison.Ordinal) =>
                request.SendAsync(200, "video/mp4", MadeFiles.One),
            _ => Json(request, """{"id":"video_1","status":"completed","progress":100,"url":"http://cdn.example/v.mp4"}"""),
        });
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Connect(pipeline, new ProxySettings(proxy.Uri, new NetworkCredential("someone", "proxy-password")));
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0));
        Assert.Equal("video_1", Assert.Single(result.Submitted).Id);
        Assert.Contains(proxy.Requests, request =>
            request.RequestLine.StartsWith("POST http://gateway.example/v1/videos ", StringComparison.Ordinal));
        RawRequest[] downloads = [.. proxy.Requests
            .Where(request => request.RequestLine.Contains("cdn.example", StringComparison.Ordinal))];
        Assert.NotEmpty(downloads);
        Assert.All(downloads, request => Assert.Null(request.Header("Authorization")));
        Assert.DoesNotContain("proxy-password", string.Join("\n", result.Errors.Select(error => error.Error.ToString())));
    }

    [Fact]
    public async Task A_proxy_that_wants_credentials_is_named_and_nothing_was_sent()
    {
        await using RawServer proxy = new(request => request.SendAsync(
            407, "text/html", "<html>"u8.ToArray(), "Proxy-Authenticate: Basic realm=\"x\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Connect(pipeline, new ProxySettings(proxy.Uri, UseDefaultCredentials: false));
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("proxy", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("-ProxyCredential", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tunnel_that_wants_credentials_is_told_at_once_without_those_that_it_was_given()
    {
        await using RawServer proxy = new(request => request.SendAsync(
            407, "text/html", "<html>"u8.ToArray(), "Proxy-Authenticate: Basic realm=\"x\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);

        // As .NET does it with the address in HTTPS_PROXY.
        Uri withPassword = new($"http://someone:proxy-password@{proxy.Uri.Authority}");
        pipeline.Client.Connections.Set(pipeline.Connect("OpenAI", new Uri("https://gateway.example/v1"), "key-of-tests") with
        {
            Proxy = new ProxySettings(withPassword, new NetworkCredential("someone", "proxy-password")),
        });
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("-ProxyCredential", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy-password", error.ToString(), StringComparison.Ordinal);

        // Without credentials, then with them: not again and again.
        Assert.InRange(proxy.Requests.Count, 1, 2);
        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT ", request.RequestLine, StringComparison.Ordinal));
        Assert.All(proxy.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        int port = RawServer.FreePort();
        Connect(pipeline, new ProxySettings(new Uri($"http://127.0.0.1:{port}"), UseDefaultCredentials: false));
        SoraTask task = new() { RequestId = "", Id = "video_1", Provider = "OpenAI", State = SoraTaskState.Queued };
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => pipeline.Client.GatewayOf("OpenAI").StatusAsync(task, null, CancellationToken.None));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_connection_goes_its_own_way()
    {
        await using RawServer proxy = new(request => request.SendAsync(502, "text/html", "<html>"u8.ToArray()));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Connect(pipeline, new ProxySettings(proxy.Uri, UseDefaultCredentials: false));
        (await pipeline.RunAsync("LinkModel", TestPipeline.Row(0))).AssertNoErrors();
        Assert.Empty(proxy.Requests);
    }

    private static void Connect(TestPipeline pipeline, ProxySettings proxy) =>
        pipeline.Client.Connections.Set(pipeline.Connect("OpenAI", s_gateway, "key-of-tests") with { Proxy = proxy });

    private static Task Json(RawRequest request, string json) =>
        request.SendAsync(200, "application/json", Encoding.UTF8.GetBytes(json));
}
