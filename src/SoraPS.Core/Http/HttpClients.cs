using System.Collections.Concurrent;
using System.Net;
using SoraPS.Core.Connections;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Http;

/// <summary>
/// The process's HTTP clients, each with connections of its own: one per provider for the gateway, and one per host
/// of a gateway for links to files. None follows redirects by itself, so that a key cannot travel along one.
/// </summary>
public sealed class HttpClients : IDisposable
{
    private static readonly string s_userAgent = $"SoraPS/{typeof(HttpClients).Assembly.GetName().Version?.ToString(3)}";

    // Made once for a name and a proxy. A client that lost a race for its place has no connections yet.
    private readonly ConcurrentDictionary<ClientKey, HttpClient> _clients = new();

    /// <summary>The client for a provider's own addresses.</summary>
    public HttpClient ForGateway(Connection connection) => 
        Find(new ClientKey($"gateway:{connection.Name}", connection.Proxy, FilesOf: null));

    /// <summary>
    /// The client for links to files that a provider gives. Unless the gateway is in a private network itself, it connects to public
    /// addresses and to the gateway's own host only.
    /// </summary>
    public HttpClient ForFiles(Connection connection) =>
        Find(new ClientKey("files", connection.Proxy, new Uri(connection.BaseUri.GetLeftPart(UriPartial.Authority))));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HttpClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private HttpClient Find(ClientKey client) => _clients.GetOrAdd(client, static key => Create(key.Proxy, key.FilesOf));

    private static HttpClient Create(ProxySettings? proxy, Uri? filesOf)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // Servers close what is idle for a minute or so; a create request that meets the close would end Unknown.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // Names move: a long run must follow them.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        proxy?.ApplyTo(handler);
        if (filesOf is not null && !PrivateNetworks.Contain(filesOf))
        {
            handler.ConnectCallback = new PublicConnector(filesOf, Dns.GetHostAddressesAsync).ConnectAsync;
        }

        // Each request has its own bounds (attempt, total, idle): one limit for all would cut long downloads.
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(s_userAgent);
        return client;
    }

    private sealed record ClientKey(string Name, ProxySettings? Proxy, Uri? FilesOf);
}
