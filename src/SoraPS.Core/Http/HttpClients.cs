using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using SoraPS.Core.Connections;

namespace SoraPS.Core.Http;

/// <summary>
/// The process's HTTP clients, made by IHttpClientFactory: one per provider for the gateway, and one per proxy for links to files,
/// which never carries a key. None follows redirects by itself, so that a key cannot travel along one.
/// </summary>
public sealed class HttpClients : IDisposable
{
    private readonly ConcurrentDictionary<string, ProxySettings> _proxies = new();
    private readonly ServiceProvider _services;
    private readonly IHttpClientFactory _factory;

    /// <summary>Builds the factory; no connection is opened.</summary>
    public HttpClients()
    {
        ServiceCollection services = new();
        services.AddHttpClient();
        services.ConfigureHttpClientDefaults(client => client
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Its log lines would repeat what a stage tells, at a cost per request.
            .RemoveAllLoggers());
        services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(new Handlers(_proxies));
        _services = services.BuildServiceProvider();
        _factory = _services.GetRequiredService<IHttpClientFactory>();
    }

    /// <summary>The client for a provider's own addresses.</summary>
    public HttpClient ForGateway(Connection connection) => Create($"gateway:{connection.Name}", connection.Proxy);

    /// <summary>The client for links to files that a provider gives.</summary>
    public HttpClient ForFiles(Connection connection) => Create("files", connection.Proxy);

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();

    private HttpClient Create(string name, ProxySettings? proxy)
    {
        HttpClient client = _factory.CreateClient(Named(name, proxy));
        // Each request has its own bounds (attempt, total, idle): one limit for all would cut long downloads.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"SoraPS/{typeof(HttpClients).Assembly.GetName().Version?.ToString(3)}");
        return client;
    }

    // A handler is made once for a name, so each proxy has names of its own.
    private string Named(string name, ProxySettings? proxy)
    {
        if (proxy is null)
        {
            return name;
        }

        for (int number = 1; ; number++)
        {
            string candidate = $"{name}:{number}";
            if (_proxies.GetOrAdd(candidate, proxy) == proxy)
            {
                return candidate;
            }
        }
    }

    private sealed class Handlers(ConcurrentDictionary<string, ProxySettings> proxies) : IConfigureNamedOptions<HttpClientFactoryOptions>
    {
        public void Configure(HttpClientFactoryOptions options) => Configure(null, options);

        public void Configure(string? name, HttpClientFactoryOptions options) =>
            options.HttpMessageHandlerBuilderActions.Add(builder =>
            {
                SocketsHttpHandler handler = Create();
                if (builder.Name is { } named && proxies.TryGetValue(named, out ProxySettings? proxy))
                {
                    proxy.ApplyTo(handler);
                }

                builder.PrimaryHandler = handler;
            });

        private static SocketsHttpHandler Create() => new()
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
    }
}
