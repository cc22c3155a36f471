using System.Collections.Concurrent;

namespace SoraPS.Core.Stages;

/// <summary>
/// How long tasks take, per provider and model: from what the ledger remembers, which is asked once for each kind, and from the
/// looks of this run.
/// </summary>
internal sealed class LearnedDurations(TaskRecorder recorder)
{
    private const int Remembered = 200;

    private readonly ConcurrentDictionary<(string Provider, string? Model), Lazy<Task<LifeTable>>> _tables = new();

    /// <summary>What is known about tasks of this kind.</summary>
    public Task<LifeTable> OfAsync(SoraTask task) => _tables.GetOrAdd(
        (task.Provider, task.Model),
        static (kind, recorder) => new(() => Task.Run(() => RecallAsync(kind.Provider, kind.Model, recorder))),
        recorder).Value;

    // On another thread: opening a ledger takes a moment, which must not be taken from whoever hands over the task.
    private static async Task<LifeTable> RecallAsync(string provider, string? model, TaskRecorder recorder)
    {
        LifeTable table = new();
        if (model is not null)
        {
            IReadOnlyList<TimeSpan> newestFirst = await recorder.DurationsAsync(provider, model, Remembered).ConfigureAwait(false);
            foreach (TimeSpan took in newestFirst.Reverse())
            {
                table.Add(TimeSpan.Zero, took, hasEnded: true);
            }
        }

        return table;
    }
}
