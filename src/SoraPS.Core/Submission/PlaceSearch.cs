using System.Collections.Concurrent;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>
/// While rows wait because a provider has as many unfinished tasks as it may, asks its gateway about those that nobody waits for: a task
/// that has ended long ago must not hold the rows up for ever. Thread-safe.
/// </summary>
internal sealed class PlaceSearch(StageServices services, LedgerRun run)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _looked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks about the tasks, unless that was done just now.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public async Task LookAsync(Connection connection, ILedger ledger, IRequestLog log, CancellationToken ct)
    {
        long now = services.Time.GetTimestamp();
        long last = _looked.GetOrAdd(connection.Name, now);
        if (services.Time.GetElapsedTime(last, now) < s_pause || !_looked.TryUpdate(connection.Name, now, last))
        {
            return;
        }

        LedgerQuery running = new() { Provider = connection.Name, States = [SoraTaskState.Queued, SoraTaskState.Running] };
        IEnumerable<SoraTask> free = await ledger.ListAsync(running with { Free = true, Unfinished = true }).ConfigureAwait(false);
        IEnumerable<SoraTask> own = await ledger.ListAsync(running with { Unfinished = true }).ConfigureAwait(false);
        foreach (SoraTask task in free.Concat(own.Where(task => run.IsIdle(task.RequestId))).DistinctBy(task => task.RequestId))
        {
            await LookAsync(task, ledger, log, ct).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(SoraTask task, ILedger ledger, IRequestLog log, CancellationToken ct)
    {
        try
        {
            Gateway gateway = services.Gateways.Of(task.Provider);
            GatewayResult result = await gateway.StatusAsync(task, log, ct).ConfigureAwait(false);
            SoraTask seen = task.With(result.Report, gateway.Connection.Dialect, services.Time.GetUtcNow());
            if (seen.IsNewsAfter(task))
            {
                LedgerEntry entry = new(seen, $"The gateway says {seen.RawState}.")
                {
                    Answer = gateway.Errors.Scrub(result.Answer.Text),
                    Epoch = run.EpochOf(task.RequestId),
                };
                await ledger.WriteAsync(entry).ConfigureAwait(false);
            }
        }
        catch (SoraException exception)
        {
            log.Line($"{task.Title()}: {exception.Message}");
        }
    }
}
