using System.Collections.Concurrent;

namespace SoraPS.Core.Ledger.Sharing;

/// <summary>
/// The requests a minute of providers, shared by all processes on a ledger: a request takes the next turn from the ledger, or one of a
/// few that were taken together. Only a ledger that is open is asked. Thread-safe.
/// </summary>
internal sealed class SharedTurns(LedgerSource ledgers, TimeProvider time)
{
    // More requests than ten a second take their turns together.
    private const int AsksPerMinute = 600;

    private static readonly TimeSpan s_awayPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a provider's next turn; false if nobody else can take one, or that cannot be told.</summary>
    /// <param name="server">An address at its server, whose ledger counts.</param>
    /// <param name="provider">Its name.</param>
    /// <param name="perMinute">Its limit.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<bool> WaitAsync(Uri server, string provider, int perMinute, CancellationToken ct)
    {
        Line line = _lines.GetOrAdd(provider, _ => new Line());
        await line.Turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (line.Left == 0 && !await TakeAsync(line, ledgers.Of(server), provider, perMinute, ct).ConfigureAwait(false))
            {
                return false;
            }

            line.Left--;
            return true;
        }
        finally
        {
            line.Turn.Release();
        }
    }

    private async Task<bool> TakeAsync(Line line, SharedLedger shared, string provider, int perMinute, CancellationToken ct)
    {
        if (line.AwaySince is { } since && time.GetElapsedTime(since) < s_awayPause)
        {
            return false;
        }

        if (shared.TryLease() is not { } lease)
        {
            return false;
        }

        try
        {
            line.AwaySince = null;
            int count = Math.Max(1, perMinute / AsksPerMinute);
            int atOnce = Math.Max(1, perMinute / 60);
            TimeSpan each = TimeSpan.FromMinutes(1) / perMinute;
            if (await lease.Ledger.TakeTurnsAsync(provider, count * each, (atOnce - count) * each).ConfigureAwait(false) is not { } wait)
            {
                return false;
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, ct).ConfigureAwait(false);
            }

            line.Left = count;
            return true;
        }
        catch (SoraException)
        {
            // Whoever waits and saves goes on without the ledger.
            line.AwaySince = time.GetTimestamp();
            return false;
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The requests of this process, one behind the other: one that is killed leaves no turns behind that others wait for.
    private sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Left { get; set; }

        public long? AwaySince { get; set; }
    }
}
