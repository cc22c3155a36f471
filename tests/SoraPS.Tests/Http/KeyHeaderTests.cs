using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>The header that carries the key, and the query that goes with each request: Azure's form of the OpenAI dialect.</summary>
public sealed class KeyHeaderTests
{
    private const string Key = "azure-key-Qv7Zkw-0123456789";

    [Fact]
    public async Task A_whole_row_goes_with_the_key_in_a_header_of_its_own_and_the_query_of_the_base_address()
    {
        await using RawServer server = new(Azure);
        await using TestPipeline pipeline = Connected(server);
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0));
        Assert.Equal(MadeFiles.One, await File.ReadAllBytesAsync(Assert.Single(result.AssertNoErrors().Videos).Path));
        Assert.Equal(
            [
                "POST /openai/v1/videos?api-version=preview HTTP/1.1",
                "GET /openai/v1/videos/video_1?api-version=preview HTTP/1.1",
                "GET /openai/v1/videos/video_1/content?api-version=preview HTTP/1.1",
            ],
            server.Requests.Select(request => request.RequestLine));
        Assert.All(server.Requests, AssertOwnHeader);
    }

    [Fact]
    public async Task A_query_of_the_base_address_follows_that_of_the_request()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"data":[]}"""));
        await using TestPipeline pipeline = Connected(server);
        await pipeline.Client.GatewayOf("OpenAI").ListTasksAsync("video_0", null, CancellationToken.None);
        RawRequest request = Assert.Single(server.Requests);
        Assert.Equal("GET /openai/v1/videos?limit=100&order=desc&after=video_0&api-version=preview HTTP/1.1", request.RequestLine);
        AssertOwnHeader(request);
    }

    [Fact]
    public async Task Along_a_redirect_the_key_stays_within_the_gateways_own_origin()
    {
        await using RawServer files = new(request => request.RequestLine.StartsWith("GET /out", StringComparison.Ordinal)
            ? Redirect(request, "/v.mp4")
            : request.SendFileAsync(MadeFiles.One, "\"v1\""));
        await using RawServer server = new(request =>
            request.RequestLine.Contains("/content", StringComparison.Ordinal) ? Redirect(request, "/inside")
            : request.RequestLine.Contains("/inside", StringComparison.Ordinal) ? Redirect(request, $"{files.Uri}out")
            : Azure(request));
        await using TestPipeline pipeline = Connected(server);
        Assert.Single((await pipeline.RunAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Videos);
        AssertOwnHeader(server.Requests.Single(request => request.RequestLine.Contains("/inside", StringComparison.Ordinal)));
        Assert.Equal(2, files.Requests.Count);
        Assert.All(files.Requests, request => Assert.Null(request.Header("api-key") ?? request.Header("Authorization")));
    }

    [Fact]
    public async Task A_redirect_that_comes_back_to_the_gateway_brings_no_key_there()
    {
        // The path names the host to come back to.
        await using RawServer files = new(request => Redirect(request, $"http:/{request.RequestLine.Split(' ')[1]}"));
        await using RawServer server = new(request =>
            request.RequestLine.Contains("/content", StringComparison.Ordinal)
                ? Redirect(request, $"{files.Uri}{request.Header("Host")}/back")
            : request.RequestLine.Contains("/back", StringComparison.Ordinal) ? request.SendFileAsync(MadeFiles.One, "\"v1\"")
            : Azure(request));
        await using TestPipeline pipeline = Connected(server);
        Assert.Single((await pipeline.RunAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Videos);
        RawRequest back = server.Requests.Single(request => request.RequestLine.Contains("/back", StringComparison.Ordinal));
        Assert.Null(back.Header("api-key"));
    }

    [Fact]
    public async Task A_key_of_another_header_is_not_shown_either()
    {
        await using RawServer server = RawServer.OfJson((_, request) =>
            (401, $$$"""{"error":{"message":"Access denied for {{{request.Header("api-key")}}}"}}"""));
        await using TestPipeline pipeline = Connected(server);
        SoraException error = (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.AuthenticationFailed);
        Assert.Contains("Access denied for ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api-key")]
    [InlineData("X-Api-Key")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    [InlineData("x_key!")]
    public void A_header_holds_the_key_alone(string name)
    {
        KeyHeader header = KeyHeader.Named(name);
        Assert.Equal((name, "k"), (header.Name, header.ValueOf("k")));
        using HttpRequestMessage message = new();
        Assert.True(message.Headers.TryAddWithoutValidation(header.Name, header.ValueOf("k")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("api key")]
    [InlineData("api-key:")]
    [InlineData("api\r\nkey")]
    [InlineData("schlüssel")]
    [InlineData("Host")]
    [InlineData("cookie")]
    [InlineData("Content-Type")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Proxy-Authorization")]
    [InlineData("User-Agent")]
    [InlineData("Accept")]
    [InlineData("Range")]
    [InlineData("If-Range")]
    [InlineData("Expires")]
    public void A_name_that_is_none_or_means_something_else_is_refused(string name) =>
        Assert.Equal(SoraErrorKind.InvalidRequest, Assert.Throws<SoraException>(() => KeyHeader.Named(name)).Kind);

    [Fact]
    public void An_empty_name_and_the_dialects_own_lead_back_to_its_way()
    {
        Connection connection = new ConnectionRegistry().Find("OpenAI")!;
        Connection changed = connection.WithKeyHeader("api-key");
        Assert.Equal(("api-key", "k"), (changed.KeyHeader.Name, changed.KeyHeader.ValueOf("k")));
        Assert.Equal(connection, changed.WithKeyHeader(""));
        Assert.Equal(connection, changed.WithKeyHeader("authorization"));
        Assert.Equal("Bearer k", connection.KeyHeader.ValueOf("k"));
        Assert.Equal("api-key", changed.ToProvider(isDefault: false).KeyHeader);
    }

    [Fact]
    public void A_provider_is_shown_with_its_query() => Assert.Equal(
        "https://x.example/openai/v1?api-version=preview",
        (new ConnectionRegistry().Find("OpenAI")! with { BaseUri = new("https://x.example/openai/v1"), Query = "api-version=preview" })
            .ToProvider(isDefault: false).BaseUri.AbsoluteUri);

    private static Task Azure(RawRequest request) => request.RequestLine.Contains("/content", StringComparison.Ordinal)
        ? request.SendFileAsync(MadeFiles.One, "\"v1\"")
        : request.SendAsync(200, "application/json", Encoding.UTF8.GetBytes(
            request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
                ? """{"id":"video_1","status":"queued"}"""
                : """{"id":"video_1","status":"completed"}"""));

    private static Task Redirect(RawRequest request, string location) =>
        request.SendAsync(302, "text/html", "<html>"u8.ToArray(), $"Location: {location}");

    private static TestPipeline Connected(RawServer server)
    {
        TestPipeline pipeline = new(TestPipeline.Done);
        Connection connection = pipeline.Connect("OpenAI", new Uri(server.Uri, "/openai/v1"), Key) with { Query = "api-version=preview" };
        pipeline.Client.Connections.Set(connection.WithKeyHeader("api-key"));
        return pipeline;
    }

    private static void AssertOwnHeader(RawRequest request)
    {
        Assert.Equal(Key, request.Header("api-key"));
        Assert.Null(request.Header("Authorization"));
    }
}
