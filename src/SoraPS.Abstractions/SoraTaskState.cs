namespace SoraPS;

/// <summary>States of a task. <see cref="SoraTask.RawState"/> holds the gateway's own word.</summary>
public enum SoraTaskState : long
{
    /// <summary>Recorded in the ledger; the gateway has not answered yet.</summary>
    Submitting,

    /// <summary>Accepted and waiting in the gateway's queue.</summary>
    Queued,

    /// <summary>In progress. State words that SoraPS does not know map to this state.</summary>
    Running,

    /// <summary>Finished: the video can be saved.</summary>
    Succeeded,

    /// <summary>Ended without a video; <see cref="SoraTask.Error"/> says why.</summary>
    Failed,

    /// <summary>Cancelled at the gateway before it finished.</summary>
    Cancelled,

    /// <summary>The gateway no longer keeps the task or its video.</summary>
    Expired,

    /// <summary>
    /// Sent, but without a usable response: the gateway may have created, and charged for, a task. Never resubmitted automatically.
    /// </summary>
    Unknown,
}
