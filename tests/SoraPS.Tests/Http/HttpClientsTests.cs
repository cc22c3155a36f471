using System.Net;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Networks;
using SoraPS.Tests.Fuzz;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>What all requests share, whatever client sends them.</summary>
public sealed class HttpClientsTests
{
    private static readonly Connection s_connection =
        new ConnectionRegistry().Find("OpenAI")! with { SessionKey = new ApiKey("key-of-tests") };

    [Fact]
    public async Task An_answer_in_place_of_the_network_sees_what_the_network_would_see()
    {
        using RecordingHandler handler = new();
        using SoraClient client = new() { Handler = handler };
        client.Connections.Set(s_connection);
        await client.GatewayOf("OpenAI").ListModelsAsync(null, CancellationToken.None);
        Assert.Equal("Bearer key-of-tests", handler.Headers["Authorization"]);
        Assert.Equal("application/json", handler.Headers["Accept"]);
        Assert.StartsWith("SoraPS/", handler.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateways_client_keeps_its_connections_and_another_proxy_has_its_own()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, "{}"));
        await using RawServer proxy = RawServer.OfJson((_, _) => (200, "{}"));
        using HttpClients clients = new();
        Connection direct = s_connection with { BaseUri = server.Uri };
        await GetAsync(clients.ForGateway(direct), direct);
        await GetAsync(clients.ForGateway(direct with { DefaultModel = "another" }), direct);
        await GetAsync(clients.ForGateway(direct with { Proxy = new ProxySettings(proxy.Uri, UseDefaultCredentials: false) }), direct);
        Assert.Equal((2, 1), (server.Requests.Count, proxy.Requests.Count));
    }

    [Fact]
    public void Proxy_settings_have_an_identity_without_the_password()
    {
        Uri proxy = new("http://proxy.example:8080");
        NetworkCredential credential = new("someone", "proxy-password");
        ProxySettings[] settings =
        [
            new(null, UseDefaultCredentials: true),
            new(proxy, UseDefaultCredentials: false),
            new(proxy, UseDefaultCredentials: true),
            new(proxy, credential),
            new(proxy, new NetworkCredential("someone", "other-password")),
        ];
        Assert.Distinct(settings.Select(one => one.Identity));
        Assert.All(settings, one => Assert.DoesNotContain("password", one.Identity, StringComparison.Ordinal));
        Assert.Equal(settings[1].Identity, new ProxySettings(proxy, UseDefaultCredentials: false).Identity);
    }

    [Fact]
    public async Task A_connect_timeout_of_a_file_server_is_a_connection_error()
    {
        using SocketsHttpHandler network = new()
        {
            // By the real clock: .NET takes no other for it.
            ConnectTimeout = TimeSpan.FromMilliseconds(1),
            ConnectCallback = static async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                return Stream.Null;
            },
        };
        using HttpClients clients = new() { Files = network };
        FuzzLog log = new();
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => GetAsync(clients.ForFiles(s_connection), s_connection, log));
        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        Assert.Contains("No connection to api.openai.com could be made", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    private static async Task GetAsync(HttpClient client, Connection connection, FuzzLog? log = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, connection.BaseUri);
        new RequestContext { Operation = "list", Connection = connection, Key = RequestKey.None, Log = log }.AttachTo(request);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public Dictionary<string, string> Headers { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach ((string name, IEnumerable<string> values) in request.Headers)
            {
                Headers[name] = string.Join(' ', values);
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"data":[]}""") });
        }
    }
}
