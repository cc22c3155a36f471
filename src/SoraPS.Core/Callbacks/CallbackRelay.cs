using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;

namespace SoraPS.Core.Callbacks;

/// <summary>
/// Tells the other processes on a ledger that is on a server what this one was called back about. That only hastens what their polling
/// would find, so what cannot be told is left untold.
/// </summary>
/// <param name="ledgers">Where the ledger is.</param>
internal sealed class CallbackRelay(LedgerSource ledgers) : IAsyncDisposable
{
    // Kept, so that the ledger is not opened and closed for each callback.
    private LedgerLease? _lease;

    /// <summary>Tells that a task was called back about; never fails.</summary>
    /// <param name="id">The task's request id, or its gateway's id.</param>
    public async Task TellAsync(string id)
    {
        try
        {
            if (!ConnectionText.IsDatabase(ledgers.ChosenPlace ?? LedgerLocation.Default()))
            {
                return;
            }

            // By now it may be another one.
            LedgerLease lease = await Task.Run(() => ledgers.Lease()).ConfigureAwait(false);
            await KeepAsync(lease).ConfigureAwait(false);
            if (lease.Ledger is IServerLedger shared)
            {
                await shared.TellAsync(id).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SoraException or ObjectDisposedException)
        {
            // The server is away, or the receiver was stopped.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => KeepAsync(null);

    private ValueTask KeepAsync(LedgerLease? lease) => Interlocked.Exchange(ref _lease, lease)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
