using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Http.Clients;

/// <summary>Configures each client by its name. Names follow from connections, which the user adds at run time.</summary>
internal sealed class ClientSetup : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    private static readonly ProductInfoHeaderValue s_userAgent = new("SoraPS", typeof(ClientSetup).Assembly.GetName().Version?.ToString(3));

    private readonly ConcurrentDictionary<string, ClientRoute> _routes = new();

    /// <summary>Registers a route; one of the same name is the same route.</summary>
    public void Add(ClientRoute route) => _routes.TryAdd(route.Name, route);

    /// <summary>A handler that opens connections, with the settings that all clients share.</summary>
    public static SocketsHttpHandler NewNetworkHandler() => new()
    {
        // A key must not travel along a redirect.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // Servers close what is idle for a minute or so; a create request that meets the close would end Unknown.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // Names move: a long run must follow them.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
    };

    /// <inheritdoc/>
    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        ClientRoute route = _routes[name!];
        // The network handler follows DNS changes itself; replacing it would only reopen its connections.
        options.HandlerLifetime = Timeout.InfiniteTimeSpan;
        options.SuppressHandlerScope = true;
        options.HttpMessageHandlerBuilderActions.Add(builder => AddHandlers(builder, route));
        options.HttpClientActions.Add(static client =>
        {
            // Each request has its own timeouts (attempt, total, idle); one limit for all would cut off long downloads.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.UserAgent.Add(s_userAgent);
        });
    }

    /// <inheritdoc/>
    public void Configure(HttpClientFactoryOptions options) => throw new NotSupportedException("Every client has a name.");

    private static void AddHandlers(HttpMessageHandlerBuilder builder, ClientRoute route)
    {
        builder.AdditionalHandlers.Add(new TraceHandler());
        if (route.FilesOf is null)
        {
            builder.AdditionalHandlers.Add(new AnswerBodyHandler());
        }

        builder.AdditionalHandlers.Add(
            new ConnectFailureHandler(route.Proxy?.Address is { } address ? new WebProxy(address) : HttpClient.DefaultProxy));
        builder.AdditionalHandlers.Add(new KeyHandler());
        builder.PrimaryHandler = route.Handler ?? NetworkHandler(builder.Services, route);
    }

    private static SocketsHttpHandler NetworkHandler(IServiceProvider services, ClientRoute route)
    {
        // From the service provider, which disposes it in the end; the factory does not.
        SocketsHttpHandler handler = services.GetRequiredService<SocketsHttpHandler>();
        route.Proxy?.ApplyTo(handler);
        if (route.FilesOf is { } gateway && !PrivateNetworks.Contain(gateway))
        {
            handler.ConnectCallback = new PublicConnector(gateway, Dns.GetHostAddressesAsync).ConnectAsync;
        }

        return handler;
    }
}
