using System.Net;
using Polly;
using SoraPS.Core.Connections;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Networks;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>Where the connections for links lead, whatever their names look like.</summary>
public sealed class PublicConnectorTests
{
    private static readonly Uri s_public = new("https://api.gateway.example/v1");

    [Fact]
    public async Task The_client_for_links_of_a_public_gateway_connects_to_no_private_address()
    {
        await using RawServer server = new(request => request.SendAsync(200, "video/mp4", "private"u8.ToArray()));
        using HttpClients clients = new();
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => GetAsync(clients, Connection(s_public), server.Uri));
        Assert.Contains("private network", Assert.IsType<SoraException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal("private", await GetAsync(clients, Connection(server.Uri), server.Uri));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_public_name_of_a_private_address_is_looked_up_once_and_not_connected_to()
    {
        await using RawServer server = new(request => request.SendAsync(200, "video/mp4", "private"u8.ToArray()));
        List<string> lookedUp = [];
        using HttpClient client = Client(s_public, lookedUp);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://cdn.example:{server.Uri.Port}/v.mp4")));
        Assert.Equal(["cdn.example"], lookedUp);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_download_from_such_a_name_is_refused_for_good()
    {
        using TempFolder folder = new();
        using SocketsHttpHandler network = Network(s_public, []);
        using HttpClients clients = new() { Files = network };
        using PartFile part = PartFile.Open(folder.File("v.mp4"), "OpenAI/v1/video");
        using Gateway gateway = new(Connection(s_public), clients, TimeProvider.System);
        MediaSource source = new(new Uri("http://cdn.example:9/v.mp4"), gateway, RequestKey.None);
        ResiliencePipeline pace = DownloadResilience.Pace(TimeProvider.System);
        MediaRequest request = new(gateway.Files, pace, TimeProvider.System, new StageLog<SoraVideo>(default, _ => { }, () => null));
        SoraException refused = await Assert.ThrowsAsync<SoraException>(
            () => request.RunAsync(source, Variant.Video, part, CancellationToken.None));
        Assert.Equal(SoraErrorKind.DownloadFailed, refused.Kind);
        Assert.Contains("private network (cdn.example)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_own_host_may_be_anywhere()
    {
        await using RawServer server = new(request => request.SendAsync(200, "video/mp4", "own"u8.ToArray()));
        using HttpClient client = Client(s_public, []);
        Assert.Equal("own", await client.GetStringAsync(new Uri($"http://api.gateway.example:{server.Uri.Port}/v1/videos/1/content")));
    }

    private static async Task<string> GetAsync(HttpClients clients, Connection connection, Uri link)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, link);
        new RequestContext { Operation = "download", Connection = connection, Key = RequestKey.None }.AttachTo(request);
        using HttpResponseMessage response = await clients.ForFiles(connection).SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static HttpClient Client(Uri gateway, List<string> lookedUp) => new(Network(gateway, lookedUp));

    private static SocketsHttpHandler Network(Uri gateway, List<string> lookedUp) => new()
    {
        ConnectCallback = new PublicConnector(gateway, (name, _) =>
        {
            lookedUp.Add(name);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        }).ConnectAsync,
    };

    private static Connection Connection(Uri gateway) => new ConnectionRegistry().Find("OpenAI")! with { BaseUri = gateway };
}
