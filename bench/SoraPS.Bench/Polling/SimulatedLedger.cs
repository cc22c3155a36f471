using SoraPS.Core.Ledger;

namespace SoraPS.Bench.Polling;

/// <summary>A ledger that keeps how long tasks took, as the stage writes it down, and nothing else.</summary>
internal sealed class SimulatedLedger : NoLedger
{
    private readonly SortedList<DateTimeOffset, TimeSpan> _oldestFirst = [];

    /// <summary>A moment after all that it knows.</summary>
    public DateTimeOffset End =>
        _oldestFirst.Count > 0 ? _oldestFirst.GetKeyAtIndex(_oldestFirst.Count - 1).AddDays(1) : DateTimeOffset.UnixEpoch;

    public override Task WriteAsync(LedgerEntry entry)
    {
        if (entry is { Took: { } took, Task.State: SoraTaskState.Succeeded })
        {
            lock (_oldestFirst)
            {
                _oldestFirst.Add(entry.Task.CreatedAt, took);
            }
        }

        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most)
    {
        lock (_oldestFirst)
        {
            return Task.FromResult<IReadOnlyList<TimeSpan>>([.. _oldestFirst.Values.Reverse().Take(most)]);
        }
    }
}
