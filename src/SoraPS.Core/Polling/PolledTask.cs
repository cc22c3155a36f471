using SoraPS.Core.Gateways;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling;

/// <summary>One task under the scheduler's eyes.</summary>
internal sealed class PolledTask(SoraTask task, StageItem item, Gateway gateway, DateTimeOffset deadline)
{
    // One that had ended at the first look may have ended long before: nobody knows by how much.
    private const double EarliestEnd = 0.75;

    /// <summary>As last seen.</summary>
    public SoraTask Task { get; set; } = task;

    /// <summary>The same as the stage's item.</summary>
    public StageItem Item { get; } = item;

    /// <summary>Who is asked.</summary>
    public Gateway Gateway { get; } = gateway;

    /// <summary>When waiting for it ends.</summary>
    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>By how much the clock that the task was made by is ahead of the stage's own, which nobody sets.</summary>
    public TimeSpan ClockSet { get; init; }

    /// <summary>Polls in a row without an answer.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of those was; null if the last look was answered.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Polls in a row that found it done, but without a link to its video.</summary>
    public int LinklessPolls { get; set; }

    /// <summary>When the first of those was; null if the last look was none.</summary>
    public DateTimeOffset? LinklessSince { get; set; }

    /// <summary>When it was last known to run; null if nobody knows.</summary>
    public DateTimeOffset? RunningAt { get; set; }

    /// <summary>How long it took, now that it was seen ended; null if nobody can tell.</summary>
    /// <param name="told">How long it took by the gateway's clock, in whole seconds often; null if that is not told.</param>
    /// <param name="now">When it was seen.</param>
    public TimeSpan? Took(TimeSpan? told, DateTimeOffset now)
    {
        TimeSpan longest = now - Task.BeganAt();
        if (RunningAt is not { } running || longest <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan shortest = running - Task.BeganAt();
        if (told is { } took)
        {
            return took < shortest ? shortest : took > longest ? longest : took;
        }

        // It ended at any time since it ran, and not just when it was seen: else what is learned would become longer each time.
        shortest = shortest > longest * EarliestEnd ? shortest : longest * EarliestEnd;
        return shortest + ((longest - shortest) * Random.Shared.NextDouble());
    }
}
