using Microsoft.Extensions.DependencyInjection;

namespace SoraPS.Core.Http;

/// <summary>
/// The process's HTTP clients, made by IHttpClientFactory: one per provider for the gateway, and one for links to files, which
/// never carries a key. None follows redirects by itself, so that a key cannot travel along one.
/// </summary>
public sealed class HttpClients : IDisposable
{
    private const string Files = "files";
    private readonly ServiceProvider _services;
    private readonly IHttpClientFactory _factory;

    /// <summary>Builds the factory; no connection is opened.</summary>
    public HttpClients()
    {
        ServiceCollection services = new();
        services.AddHttpClient();
        services.ConfigureHttpClientDefaults(client => client
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            // Its log lines would repeat what a stage tells, at a cost per request.
            .RemoveAllLoggers());
        _services = services.BuildServiceProvider();
        _factory = _services.GetRequiredService<IHttpClientFactory>();
    }

    /// <summary>The client for a provider's own addresses.</summary>
    public HttpClient ForGateway(string provider) => Create("gateway:" + provider);

    /// <summary>The client for links to files.</summary>
    public HttpClient ForFiles() => Create(Files);

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();

    private HttpClient Create(string name)
    {
        HttpClient client = _factory.CreateClient(name);
        // Each request has its own bounds (attempt, total, idle): one limit for all would cut long downloads.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"SoraPS/{typeof(HttpClients).Assembly.GetName().Version?.ToString(3)}");
        return client;
    }

    private static SocketsHttpHandler CreateHandler() => new()
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
