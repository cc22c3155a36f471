using System.Collections.Concurrent;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Polling;

/// <summary>Has the tasks of a stage polled at once that their gateways call back about.</summary>
internal sealed class CalledTasks : IDisposable
{
    // By both ids: a signed webhook knows the gateway's own.
    private readonly ConcurrentDictionary<string, PolledTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IServerLedger, Lazy<IDisposable>> _heard = new();
    private readonly CallbackHints _hints;
    private readonly PollQueue _queue;

    /// <summary>Hears hints from now on.</summary>
    public CalledTasks(CallbackHints hints, PollQueue queue)
    {
        (_hints, _queue) = (hints, queue);
        hints.Called += Hasten;
    }

    /// <summary>Hears what other processes on a ledger are called back about, too.</summary>
    /// <param name="shared">The ledger; null for one that is this machine's alone.</param>
    public void Hear(IServerLedger? shared)
    {
        if (shared is not null)
        {
            _ = _heard.GetOrAdd(shared, one => new(() => one.Listen(id => _hints.Call(id)))).Value;
        }
    }

    /// <summary>A task is waited for; one that was called back about before is polled at once.</summary>
    public void Add(PolledTask polled)
    {
        foreach (string id in IdsOf(polled))
        {
            _tasks[id] = polled;
        }

        // In this order: a hint that comes between is heard twice rather than not at all.
        if (_hints.HasCalled(polled.Task))
        {
            _queue.Hasten(polled);
        }
    }

    /// <summary>A task is not waited for any more.</summary>
    public void Remove(PolledTask polled)
    {
        foreach (string id in IdsOf(polled))
        {
            _tasks.TryRemove(KeyValuePair.Create(id, polled));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hints.Called -= Hasten;
        foreach (Lazy<IDisposable> listening in _heard.Values)
        {
            listening.Value.Dispose();
        }
    }

    private static IEnumerable<string> IdsOf(PolledTask polled) => new[] { polled.Task.RequestId, polled.Task.Id }.OfType<string>();

    private void Hasten(string id)
    {
        if (_tasks.TryGetValue(id, out PolledTask? polled))
        {
            polled.IsCalled = true;
            _queue.Hasten(polled);
        }
    }
}
