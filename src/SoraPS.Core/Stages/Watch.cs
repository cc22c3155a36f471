using SoraPS.Core.Http;

namespace SoraPS.Core.Stages;

/// <summary>One task under the scheduler's eyes.</summary>
internal sealed class Watch(SoraTask task, StageItem item, Gateway gateway, DateTimeOffset deadline)
{
    /// <summary>As last seen.</summary>
    public SoraTask Task { get; set; } = task;

    /// <summary>The same as the stage's item.</summary>
    public StageItem Item { get; } = item;

    /// <summary>Who is asked.</summary>
    public Gateway Gateway { get; } = gateway;

    /// <summary>When waiting for it ends.</summary>
    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Looks in a row without an answer.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of those was; null if the last look was answered.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Whether the gateway ever answered about it here.</summary>
    public bool WasSeen { get; set; }
}
