using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Http.Clients;

/// <summary>Sets a client up by its name: names are those of connections, which come at run time.</summary>
internal sealed class ClientSetup : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    private static readonly string s_userAgent = $"SoraPS/{typeof(ClientSetup).Assembly.GetName().Version?.ToString(3)}";

    private readonly ConcurrentDictionary<string, ClientRoute> _routes = new();

    /// <summary>Makes a name known; an earlier route of the same name is the same.</summary>
    public void Add(ClientRoute route) => _routes.TryAdd(route.Name, route);

    /// <summary>A handler that opens connections, as all clients need it.</summary>
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
        // The network's handler follows moved names by itself: a new one would only open its connections again.
        options.HandlerLifetime = Timeout.InfiniteTimeSpan;
        options.SuppressHandlerScope = true;
        options.HttpMessageHandlerBuilderActions.Add(builder => AddHandlers(builder, route));
        options.HttpClientActions.Add(static client =>
        {
            // Each request has its own bounds (attempt, total, idle): one limit for all would cut long downloads.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.UserAgent.ParseAdd(s_userAgent);
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

        builder.AdditionalHandlers.Add(new ConnectTimeoutHandler());
        builder.AdditionalHandlers.Add(new KeyHandler());
        builder.PrimaryHandler = route.Handler ?? NetworkHandler(builder.Services, route);
    }

    private static SocketsHttpHandler NetworkHandler(IServiceProvider services, ClientRoute route)
    {
        // By the provider, which disposes it in the end: the factory does not.
        SocketsHttpHandler handler = services.GetRequiredService<SocketsHttpHandler>();
        route.Proxy?.ApplyTo(handler);
        if (route.FilesOf is { } gateway && !PrivateNetworks.Contain(gateway))
        {
            handler.ConnectCallback = new PublicConnector(gateway, Dns.GetHostAddressesAsync).ConnectAsync;
        }

        return handler;
    }
}
