using System.Collections.Concurrent;
using SoraPS.Core.Connections;
using SoraPS.Core.Http.Clients;

namespace SoraPS.Core.Gateways;

/// <summary>The gateways in use: one for each connection, made when it is first needed.</summary>
internal sealed class GatewayPool(ConnectionRegistry connections, SharedTurn turns, TimeProvider time) : IDisposable
{
    // Completion makes a client and sends nothing: it loads no HTTP for it.
    private readonly Lazy<HttpClients> _clients = new(() => new());
    private readonly ConcurrentDictionary<Connection, Gateway> _gateways = new();

    /// <summary>Answers in place of the gateways, for simulations; null for the network.</summary>
    public HttpMessageHandler? Handler
    {
        set => _clients.Value.Gateways = value;
    }

    /// <summary>The gateway of a provider; null for the one that is used when none is named.</summary>
    /// <exception cref="SoraException">ProviderNotChosen.</exception>
    public Gateway Of(string? provider) => _gateways.GetOrAdd(
        connections.Choose(provider), connection => new Gateway(connection, _clients.Value, time, turns));

    /// <summary>Prepares a provider for its first row in the background; does nothing if the provider is not known yet.</summary>
    public void WarmUp(string? provider)
    {
        if (connections.TryChoose(provider) is not null)
        {
            Task.Run(() => Of(provider).WarmUp());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Gateway gateway in _gateways.Values)
        {
            gateway.Dispose();
        }

        if (_clients.IsValueCreated)
        {
            _clients.Value.Dispose();
        }
    }
}
