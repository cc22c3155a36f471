using System.Collections.Concurrent;
using SoraPS.Core.Connections;
using SoraPS.Core.Http;

namespace SoraPS.Core.Gateways;

/// <summary>The gateways in use: one for each connection, made when it is first needed.</summary>
internal sealed class GatewayPool(ConnectionRegistry connections, TimeProvider time) : IDisposable
{
    private readonly HttpClients _http = new();
    private readonly ConcurrentDictionary<Connection, Gateway> _gateways = new();

    /// <summary>Answers in place of the gateways, for simulations; null for the network.</summary>
    public HttpMessageHandler? Handler { get; set; }

    /// <summary>The gateway of a provider; null for the one that is used when none is named.</summary>
    /// <exception cref="SoraException">ProviderNotChosen.</exception>
    public Gateway Of(string? provider) => _gateways.GetOrAdd(
        connections.Choose(provider),
        connection => new Gateway(connection, ClientFor(connection), _http.ForFiles(connection), time));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Gateway gateway in _gateways.Values)
        {
            gateway.Dispose();
        }

        _http.Dispose();
    }

    private HttpClient ClientFor(Connection connection) =>
        Handler is null ? _http.ForGateway(connection) : new HttpClient(Handler, disposeHandler: false);
}
