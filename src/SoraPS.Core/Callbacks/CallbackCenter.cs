using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;

namespace SoraPS.Core.Callbacks;

/// <summary>The callbacks of a client: the receiver while one runs, and the hints that it gives to all stages that wait.</summary>
public sealed class CallbackCenter
{
    private readonly Lock _lock = new();
    private readonly LedgerSource _ledgers;
    private readonly TimeProvider _time;
    private CallbackReceiver? _receiver;

    internal CallbackCenter(LedgerSource ledgers, TimeProvider time) => (_ledgers, _time) = (ledgers, time);

    /// <summary>What listens; null if nothing does.</summary>
    public CallbackReceiver? Receiver => Volatile.Read(ref _receiver);

    internal CallbackHints Hints { get; } = new();

    /// <summary>Starts to listen: gateways that take callbacks are told an address for each new task from now on.</summary>
    /// <exception cref="SoraException">InvalidRequest: it cannot listen there, or listens already.</exception>
    public CallbackReceiver Start(CallbackOptions options)
    {
        lock (_lock)
        {
            return _receiver = _receiver is null
                ? CallbackReceiver.Start(options, Hints, _ledgers, _time)
                : throw new SoraException(SoraErrorKind.InvalidRequest, $"Callbacks are taken already at {_receiver.Address.Prefix}.")
                {
                    RecommendedAction = "Use Stop-SoraCallback first.",
                };
        }
    }

    /// <summary>Listens no more; tasks are polled as if there were no callbacks. Does nothing if nothing listens.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _receiver, null) is { } receiver)
        {
            Hints.ExpectNone();
            await receiver.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The address to tell a gateway for a new task, of which a callback is expected then; null for none.</summary>
    internal Uri? Expect(SoraTask task, Connection connection)
    {
        Uri? address = Receiver?.AddressFor(task, connection);
        if (address is not null)
        {
            Hints.Expect(task.RequestId);
        }

        return address;
    }
}
