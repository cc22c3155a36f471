using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using SoraPS.Core.Connections;

namespace SoraPS.Core.Http.Clients;

/// <summary>
/// The HTTP clients of a process, named after what they lead to: one per connection for its gateway, and one per host of a gateway
/// for links to files. What is behind a name is made when it is first asked for, and kept.
/// </summary>
internal sealed class HttpClients : IDisposable
{
    private readonly ClientSetup _setup = new();
    private readonly Lazy<ServiceProvider> _services;

    /// <summary>Makes nothing yet.</summary>
    public HttpClients() => _services = new(BuildServices);

    /// <summary>Answers in place of the gateways; null for the network.</summary>
    public HttpMessageHandler? Gateways { get; set; }

    /// <summary>Answers in place of the servers of files; null for the network.</summary>
    public HttpMessageHandler? Files { get; init; }

    /// <summary>The client for a connection's own addresses: its answers are read to their end (<see cref="CappedContent"/>).</summary>
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

    /// <summary>Makes the client for a connection's gateway ready while something else is waited for.</summary>
    public void WarmUp(Connection connection) => Task.Run(() => ForGateway(connection));

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

        // Its own log would show addresses with what is in their queries, and its meter needs all of the configuration's assemblies.
        services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
        return services.BuildServiceProvider();
    }
}
