namespace SoraPS;

/// <summary>Where a task stands. The gateway's own word is kept in <see cref="SoraTask.RawState"/>.</summary>
public enum SoraTaskState
{
    /// <summary>Written down, not yet answered by the gateway.</summary>
    Submitting,

    /// <summary>Accepted, waiting for its turn.</summary>
    Queued,

    /// <summary>Being made. A state word that SoraPS does not know counts as this.</summary>
    Running,

    /// <summary>Made: there is a video to save.</summary>
    Succeeded,

    /// <summary>Ended without a video; <see cref="SoraTask.Error"/> says why.</summary>
    Failed,

    /// <summary>Stopped at the gateway before it was made.</summary>
    Cancelled,

    /// <summary>The gateway no longer keeps the task or its result.</summary>
    Expired,

    /// <summary>Sent, but no answer came: the gateway may have made, and charged for, a task. Never sent again by itself.</summary>
    Unknown,
}
