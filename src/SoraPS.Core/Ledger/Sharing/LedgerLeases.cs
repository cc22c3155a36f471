namespace SoraPS.Core.Ledger.Sharing;

/// <summary>
/// The ledgers that a stage uses, each opened when the first task of its servers comes. A server stays with the ledger that it had
/// then: its tasks are not looked for elsewhere, nor written there, when the session changes its ledger.
/// </summary>
public sealed class LedgerLeases(LedgerSource source) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedLedger> _ofServers = [];

    // Each write asks, and an address tells its server by two new texts.
    private readonly Dictionary<Uri, SharedLedger> _ofAddresses = [];
    private readonly Dictionary<SharedLedger, LedgerLease> _leases = [];

    /// <summary>The ledger of a server's tasks; what <see cref="Of"/> would open.</summary>
    internal SharedLedger Shared(Uri? server)
    {
        lock (_lock)
        {
            return server is null ? OfServer(null)
                : _ofAddresses.TryGetValue(server, out SharedLedger? known) ? known : _ofAddresses[server] = OfServer(server);
        }
    }

    /// <summary>The open ledger of a server's tasks (see <see cref="LedgerSource.Lease"/>).</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used.</exception>
    public ILedger Of(Uri? server)
    {
        lock (_lock)
        {
            SharedLedger shared = Shared(server);
            if (!_leases.TryGetValue(shared, out LedgerLease? lease))
            {
                _leases[shared] = lease = shared.Lease();
            }

            return lease.Ledger;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (LedgerLease lease in _leases.Values)
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private SharedLedger OfServer(Uri? server)
    {
        string origin = LedgerSource.OriginOf(server);
        return _ofServers.TryGetValue(origin, out SharedLedger? shared) ? shared : _ofServers[origin] = source.Of(server);
    }
}
