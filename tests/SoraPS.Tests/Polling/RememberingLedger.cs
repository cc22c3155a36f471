using System.Collections.Concurrent;
using SoraPS.Core.Ledger;

namespace SoraPS.Tests.Polling;

/// <summary>A ledger that knows how long earlier tasks took, and what is written down now.</summary>
internal sealed class RememberingLedger(params TimeSpan[] earlier) : NoLedger
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public ConcurrentQueue<TimeSpan> Took { get; } = [];

    public ConcurrentQueue<LedgerEntry> Written { get; } = [];

    public override Task WriteAsync(LedgerEntry entry)
    {
        Written.Enqueue(entry);
        if (entry.Took is { } took)
        {
            Took.Enqueue(took);
        }

        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult<IReadOnlyList<TimeSpan>>(earlier);
    }
}
