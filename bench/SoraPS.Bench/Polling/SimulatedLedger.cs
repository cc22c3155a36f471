using SoraPS.Core.Ledger;

namespace SoraPS.Bench.Polling;

/// <summary>A ledger that keeps how long tasks took, as the stage writes it down, and nothing else.</summary>
internal sealed class SimulatedLedger : NoLedger
{
    private readonly List<TimeSpan> _oldestFirst = [];

    public override Task WriteAsync(LedgerEntry entry)
    {
        if (entry is { Took: { } took, Task.State: SoraTaskState.Succeeded })
        {
            lock (_oldestFirst)
            {
                _oldestFirst.Add(took);
            }
        }

        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most)
    {
        lock (_oldestFirst)
        {
            return Task.FromResult<IReadOnlyList<TimeSpan>>([.. Enumerable.Reverse(_oldestFirst).Take(most)]);
        }
    }
}
