using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using SoraPS.Core.Connections;

namespace SoraPS.Core.Http.Clients;

/// <summary>
/// The named HTTP clients of a process: one per connection for its gateway, and one per gateway host for links to files. The handlers
/// behind a name are created on first use and kept.
/// </summary>
internal sealed class HttpClients : IDisposable
{
    private readonly ClientSetup _setup = new();
    private readonly Lazy<ServiceProvider> _services;

    /// <summary>Creates no client yet.</summary>
    public HttpClients() => _services = new(BuildServices);

    /// <summary>Answers in place of the gateways; null for the network.</summary>
    public HttpMessageHandler? Gateways { get; set; }

    /// <summary>Answers in place of the servers of files; null for the network.</summary>
    public HttpMessageHandler? Files { get; init; }

    /// <summary>The client for a connection's own addresses. The content of its responses is <see cref="CappedContent"/>.</summary>
    public HttpClient ForGateway(Connection connection) => Create(
        new ClientRoute($"gateway {connection.Name} {connection.Proxy?.Identity}", connection.Proxy, FilesOf: null) { Handler = Gateways });

    /// <summary>
    /// The client for links to files that a gateway gives. Unless the gateway is in a private network itself, it connects to public
    /// addresses and to the gateway's own host only.
    /// </summary>
    public HttpClient ForFiles(Connection connection)
    {
        string gateway = connection.BaseUri.GetLeftPart(UriPartial.Authority);
        return Create(
            new ClientRoute($"files {gateway} {connection.Proxy?.Identity}", connection.Proxy, new Uri(gateway)) { Handler = Files });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_services.IsValueCreated)
        {
            _services.Value.Dispose();
        }
    }

    private HttpClient Create(ClientRoute route)
    {
        _setup.Add(route);
        return _services.Value.GetRequiredService<IHttpClientFactory>().CreateClient(route.Name);
    }

    private ServiceProvider BuildServices()
    {
        ServiceCollection services = new();
        services.AddHttpClient();
        services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(_setup);
        services.AddTransient(_ => ClientSetup.NewNetworkHandler());

        // The factory's own logging would show queries, and its meters load the configuration assemblies at start-up.
        services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
        return services.BuildServiceProvider();
    }
}
