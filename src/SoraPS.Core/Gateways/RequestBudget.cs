using System.Threading.RateLimiting;
using SoraPS.Core.Connections;

namespace SoraPS.Core.Gateways;

/// <summary>Waits for a provider's next turn among all processes that share its limit.</summary>
/// <param name="server">An address at its server.</param>
/// <param name="provider">Name of the provider.</param>
/// <param name="perMinute">Its limit.</param>
/// <param name="ct">Ends the wait.</param>
/// <returns>False if there is nobody to share with now, or that cannot be told.</returns>
internal delegate ValueTask<bool> SharedTurn(Uri server, string provider, int perMinute, CancellationToken ct);

/// <summary>A provider's requests a minute: shared with other processes where that is possible, else kept to by this one.</summary>
internal sealed class RequestBudget(Connection connection, int perMinute, SharedTurn? shared) : IDisposable
{
    private readonly RateLimiter _own = Resilience.Budget(perMinute)!;

    /// <summary>The budget of a connection; null without a limit.</summary>
    public static RequestBudget? Of(Connection connection, SharedTurn? shared) =>
        (connection.RequestsPerMinute ?? connection.Dialect.RequestsPerMinute) is { } perMinute and > 0
            ? new RequestBudget(connection, perMinute, shared)
            : null;

    /// <summary>Completes when a request may be sent.</summary>
    public async ValueTask WaitAsync(CancellationToken ct)
    {
        if (shared is null || !await shared(connection.BaseUri, connection.Name, perMinute, ct).ConfigureAwait(false))
        {
            using RateLimitLease lease = await _own.AcquireAsync(1, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();
}
