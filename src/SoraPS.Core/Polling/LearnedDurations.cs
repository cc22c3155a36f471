using System.Collections.Concurrent;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>
/// How long tasks take, per provider and model: from what the ledger remembers, which is asked once for each kind, and from the
/// looks of this run.
/// </summary>
internal sealed class LearnedDurations(TaskRecorder recorder)
{
    private const int Remembered = 200;

    private readonly ConcurrentDictionary<Kind, Lazy<Task<LifeTable>>> _tables = new();

    /// <summary>What is known about tasks of this kind.</summary>
    public Task<LifeTable> OfAsync(SoraTask task) => _tables.GetOrAdd(
        new Kind(task.Provider, task.Model),
        static (kind, recorder) => new(() => Task.Run(() => RecallAsync(kind, recorder))),
        recorder).Value;

    // On another thread: opening a ledger takes a moment, which must not be taken from whoever hands over the task.
    private static async Task<LifeTable> RecallAsync(Kind kind, TaskRecorder recorder)
    {
        LifeTable table = new();
        if (kind.Model is { } model)
        {
            IReadOnlyList<TimeSpan> newestFirst = await recorder.DurationsAsync(kind.Provider, model, Remembered).ConfigureAwait(false);
            foreach (TimeSpan took in newestFirst.Reverse())
            {
                table.Add(TimeSpan.Zero, took, hasEnded: true);
            }
        }

        return table;
    }

    private sealed record Kind(string Provider, string? Model);
}
