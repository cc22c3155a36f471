using System.Collections.Concurrent;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Tasks;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// How long tasks take, per provider and model: from what the ledger remembers, which is asked once for each kind, and from the
/// polls of this run.
/// </summary>
/// <param name="recorder">Reads the ledger.</param>
/// <param name="fixedInterval">The interval that the user set; null for none. Where one is set, nothing that was learned counts.</param>
internal sealed class LearnedDurations(TaskRecorder recorder, TimeSpan? fixedInterval)
{
    private const int Remembered = 200;

    private readonly ConcurrentDictionary<Kind, Lazy<Task<LifeTable>>> _tables = new();
    private readonly ConcurrentDictionary<Kind, Scouts> _scouts = new();

    /// <summary>A task was handed over: chooses the scouts among those whose age says something.</summary>
    public void Join(PolledTask polled)
    {
        if (IsPlanned(polled) && polled.RunningAt is not null)
        {
            polled.ScoutNumber = _scouts.GetOrAdd(KindOf(polled.Task), static _ => new()).Join();
        }
    }

    /// <summary>When to poll such a task; null while none was polled, and where the user set an interval.</summary>
    public async ValueTask<PollPlan?> PlanAsync(PolledTask polled) =>
        IsPlanned(polled) ? (await TableOfAsync(polled.Task).ConfigureAwait(false)).Plan : null;

    /// <summary>Whether what others have shown says that a task which is due still runs.</summary>
    /// <param name="polled">The task.</param>
    /// <param name="plan">What is known.</param>
    /// <returns>How long to wait, if it does; else null.</returns>
    public TimeSpan? Hold(PolledTask polled, PollPlan? plan)
    {
        if (plan is null || (polled.ScoutNumber > 0 && !plan.IsFirm) || PollSchedule.Left(polled, plan) is not { } left
            || left <= TimeSpan.Zero)
        {
            return null;
        }

        // The fewer scouts, the less sure it is that others are like them.
        DateTimeOffset began = polled.Task.BeganAt();
        TimeSpan seen = polled.RunningAt!.Value - began;
        TimeSpan first = polled.Gateway.Connection.Pace.FirstPoll;
        int count = _scouts.TryGetValue(KindOf(polled.Task), out Scouts? scouts) ? scouts.Count : 0;
        return polled.Now - began < Max(seen, first) * (1 + count) ? left : null;
    }

    /// <summary>Whether so much more is known of such tasks that those which wait should be planned again.</summary>
    public async ValueTask<bool> TakeNewsAsync(PolledTask polled) =>
        IsPlanned(polled) && (await TableOfAsync(polled.Task).ConfigureAwait(false)).TakeNews();

    /// <summary>Whether two tasks are learned of together.</summary>
    public static bool AreAlike(PolledTask one, PolledTask other) => KindOf(one.Task) == KindOf(other.Task);

    /// <summary>Learns from an answer. Called before the task is updated.</summary>
    /// <param name="polled">The task as last seen.</param>
    /// <param name="seen">The task as seen now.</param>
    /// <param name="report">What the gateway says of it.</param>
    /// <returns>How long the task took, if it was seen now that it has succeeded; null if not, or if that is not known.</returns>
    public async Task<TimeSpan?> LearnAsync(PolledTask polled, SoraTask seen, TaskReport report)
    {
        // How long failures take says nothing about videos.
        bool hasSucceeded = seen.State is SoraTaskState.Succeeded && polled.Task.State is not SoraTaskState.Succeeded;
        TimeSpan? took = hasSucceeded ? polled.Took(report.CompletedAt - report.CreatedAt) : null;
        if (IsPlanned(polled) && polled.RunningAt is { } running && (took is not null || !seen.IsEnded()))
        {
            DateTimeOffset began = seen.BeganAt();
            LifeTable table = await TableOfAsync(seen).ConfigureAwait(false);
            table.Add(running - began, took ?? polled.Now - began, took is not null);
        }

        return took;
    }

    private bool IsPlanned(PolledTask polled) => (fixedInterval ?? polled.Gateway.Connection.PollInterval) is null;

    private Task<LifeTable> TableOfAsync(SoraTask task) => _tables.GetOrAdd(
        KindOf(task),
        static (kind, recorder) => new(() => Task.Run(() => RecallAsync(kind, recorder))),
        recorder).Value;

    private static Kind KindOf(SoraTask task) => new(task.Provider, task.Model);

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

            table.TakeNews();
        }

        return table;
    }

    private sealed record Kind(string Provider, string? Model);
}
