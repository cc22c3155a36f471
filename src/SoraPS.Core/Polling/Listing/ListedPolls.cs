using System.Collections.Concurrent;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;

namespace SoraPS.Core.Polling.Listing;

/// <summary>The polls of a stage: those of gateways that list tasks may go by the list.</summary>
/// <param name="time">The clock.</param>
/// <param name="log">Receives a line for each request.</param>
internal sealed class ListedPolls(TimeProvider time, IRequestLog log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Gateway, ListedGateway> _gateways = new();
    private readonly ExecutionContext _context = ExecutionContext.Capture()!;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>How many tasks wait for answers, or for others, and how many requests are under way, where gateways have lists.</summary>
    public (int Tasks, int Requests) UnderWay => _gateways.Values.Select(gateway => gateway.UnderWay)
        .Aggregate((Tasks: 0, Requests: 0), (sum, one) => (sum.Tasks + one.Tasks, sum.Requests + one.Requests));

    /// <summary>A task is waited for.</summary>
    /// <param name="gateway">Who is asked about it.</param>
    /// <param name="task">The task.</param>
    /// <param name="number">Its place in the order in which tasks were handed over.</param>
    /// <param name="hasten">Has it polled at once, since its end is known.</param>
    /// <returns>Null if its gateway has no list.</returns>
    public ListedTask? Join(Gateway gateway, SoraTask task, int number, Action hasten) => gateway.Connection.Dialect.TaskList(null) is null
        ? null
        : _gateways.GetOrAdd(gateway, one => new(one, time, log, _context, _stop.Token)).Join(task, number, hasten);

    /// <summary>Nobody waits for a task any more.</summary>
    public void Leave(Gateway gateway, ListedTask? task)
    {
        if (task is not null)
        {
            _gateways[gateway].Leave(task);
        }
    }

    /// <summary>Asks about a task that is due.</summary>
    /// <param name="gateway">Who is asked.</param>
    /// <param name="listed">What <see cref="Join"/> gave for it.</param>
    /// <param name="task">As last seen.</param>
    /// <param name="isAlone">Whether to ask about it by itself in any case.</param>
    /// <param name="ct">Ends it, for this task only.</param>
    /// <exception cref="SoraException">As for <see cref="Gateway.StatusAsync"/>.</exception>
    public Task<GatewayResult> StatusAsync(Gateway gateway, ListedTask? listed, SoraTask task, bool isAlone, CancellationToken ct) =>
        listed is null ? gateway.StatusAsync(task, log, ct) : _gateways[gateway].StatusAsync(listed, task, isAlone, ct);

    /// <summary>Ends the pages that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_gateways.Values.Select(gateway => gateway.Pages)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
