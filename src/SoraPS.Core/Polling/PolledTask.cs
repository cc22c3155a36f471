using SoraPS.Core.Gateways;
using SoraPS.Core.Polling.Listing;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>A task that is waited for, and what its polls have said so far.</summary>
/// <param name="task">As it was handed over.</param>
/// <param name="item">The same as the stage's item.</param>
/// <param name="gateway">Who is asked.</param>
/// <param name="deadline">When waiting for it ends, by the stage's clock.</param>
/// <param name="clock">The stage's clock.</param>
internal sealed class PolledTask(SoraTask task, StageItem item, Gateway gateway, DateTimeOffset deadline, SteadyClock clock)
{
    // A gateway may not yet know a task that it has just made; one that was handed over later may have ended meanwhile.
    private static readonly TimeSpan s_newborn = TimeSpan.FromMinutes(1);

    // One that had ended at the first poll may have ended long before: nobody knows by how much.
    private const double EarliestEnd = 0.75;

    // The machine's clock may have been set since the stage began.
    private readonly TimeSpan _clockAhead = clock.Ahead;

    /// <summary>As last seen.</summary>
    public SoraTask Task { get; private set; } = task;

    /// <summary>The same as the stage's item.</summary>
    public StageItem Item { get; } = item;

    /// <summary>Who is asked.</summary>
    public Gateway Gateway { get; } = gateway;

    /// <summary>When waiting for it ends.</summary>
    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>When the queue hands it out next; null while it is in hand. The queue's own.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether it is to be polled at once when it is put into the queue. The queue's own.</summary>
    public bool IsHastened { get; set; }

    /// <summary>Whether the queue handed it out because it was hastened.</summary>
    public bool WasHastened { get; set; }

    /// <summary>Whether its gateway has just called back about it.</summary>
    public bool IsCalled { get; set; }

    /// <summary>Polls in a row without an answer.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of those was; null if the last poll was answered.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Polls in a row that found it done, but without a link to its video.</summary>
    public int LinklessPolls { get; set; }

    /// <summary>When the first of those was; null if the last poll was none.</summary>
    public DateTimeOffset? LinklessSince { get; set; }

    /// <summary>Its number among the <see cref="Scouts"/>, from 1; 0 if it is none.</summary>
    public int ScoutNumber { get; set; }

    /// <summary>The same as its gateway's list has it; null where there is no list.</summary>
    public ListedTask? Listed { get; set; }

    /// <summary>Before this, by the stage's clock, its gateway does not want to be asked again.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>When it was last known to run; null if nobody knows.</summary>
    public DateTimeOffset? RunningAt { get; private set; } = IsYoung(task, clock.Now + clock.Ahead) ? task.BeganAt() : null;

    /// <summary>Whether the gateway calls it done, but has given no link yet (see <see cref="TaskUpdates.LacksLink"/>).</summary>
    public bool LacksLink => Task.LacksLink(Gateway.Connection.Dialect);

    /// <summary>The time by the machine's clock that the task was made by, wherever it is set to since.</summary>
    public DateTimeOffset Now => clock.Now + _clockAhead;

    /// <summary>Whether it was made so recently that its gateway need not know it yet.</summary>
    public bool IsNewborn => IsYoung(Task, Now);

    /// <summary>More is known of the task, but not from its gateway.</summary>
    public void Complete(SoraTask known) => Task = known;

    /// <summary>The gateway answered about it.</summary>
    public void Update(SoraTask seen)
    {
        (Task, RunningAt) = (seen, Now);
        (Failures, FailingSince) = (0, null);
    }

    /// <summary>How long it took, now that it was seen ended; null if that is not known.</summary>
    /// <param name="reported">How long it took by the gateway's clock, in whole seconds often; null if it does not say.</param>
    public TimeSpan? Took(TimeSpan? reported)
    {
        TimeSpan longest = Now - Task.BeganAt();
        if (RunningAt is not { } running || longest <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan shortest = running - Task.BeganAt();
        if (reported is { } took)
        {
            return Max(shortest, Min(took, longest));
        }

        if (IsCalled)
        {
            return longest;
        }

        // It ended at any time since it ran, and not just when it was seen: else what is learned would become longer each time.
        shortest = Max(shortest, longest * EarliestEnd);
        return shortest + ((longest - shortest) * Random.Shared.NextDouble());
    }

    private static bool IsYoung(SoraTask task, DateTimeOffset now) => now - task.BeganAt() < s_newborn;
}
