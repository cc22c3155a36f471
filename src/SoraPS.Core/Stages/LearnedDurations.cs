using System.Collections.Concurrent;

namespace SoraPS.Core.Stages;

/// <summary>
/// How long tasks took, per provider and model: those that the ledger remembers, which is asked once for each kind, and those
/// that end in this run.
/// </summary>
internal sealed class LearnedDurations(TaskRecorder recorder)
{
    private readonly ConcurrentDictionary<(string Provider, string? Model), Lazy<Task<KnownDurations>>> _kinds = new();

    /// <summary>When to look at tasks of this kind; null while too little is known.</summary>
    public async ValueTask<LookPlan?> PlanAsync(SoraTask task) => (await KnownAsync(task).ConfigureAwait(false)).Plan;

    /// <summary>Learns how long a task took.</summary>
    public async ValueTask LearnAsync(SoraTask task, TimeSpan took) =>
        (await KnownAsync(task).ConfigureAwait(false)).Add(took);

    private Task<KnownDurations> KnownAsync(SoraTask task) => _kinds.GetOrAdd(
        (task.Provider, task.Model),
        static (kind, recorder) => new(() => RecallAsync(kind.Provider, kind.Model, recorder)),
        recorder).Value;

    // Opening a ledger takes a moment, which must not be taken from whoever hands over the task.
    private static Task<KnownDurations> RecallAsync(string provider, string? model, TaskRecorder recorder) => Task.Run(
        async () => new KnownDurations(
            model is null ? [] : await recorder.DurationsAsync(provider, model, KnownDurations.Most).ConfigureAwait(false)));
}
