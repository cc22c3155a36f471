namespace SoraPS.Core.Ledger;

/// <summary>Which earlier outcomes of a row let it be sent, and paid for, once more. Each kind of failure is a flag of its own.</summary>
[Flags]
public enum Resubmit
{
    /// <summary>None: every row that was sent before gives its task back.</summary>
    None = 0,

    /// <summary>Rows that were sent and never answered; the gateway may have made and charged them.</summary>
    Unknown = 1,

    /// <summary>
    /// Rows that ended without a video: failed, cancelled or expired. Those that moderation refused are left out, since the same
    /// request would be refused, and perhaps charged, again.
    /// </summary>
    Failed = (2 << ((int)SoraErrorKind.WriteFailed + 1)) - 2 - (2 << (int)SoraErrorKind.ContentRejected),
}

/// <summary>What <see cref="Resubmit"/> means for a task.</summary>
public static class ResubmitRules
{
    /// <summary>The flag of rows that ended without a video for one reason.</summary>
    public static Resubmit Of(SoraErrorKind reason) => (Resubmit)(2 << (int)reason);

    /// <summary>Whether a row whose task stands so may be sent once more.</summary>
    public static bool Allows(this Resubmit resubmit, SoraTask task) => task.State switch
    {
        SoraTaskState.Unknown => resubmit.HasFlag(Resubmit.Unknown),
        SoraTaskState.Failed => resubmit.HasFlag(Of(task.Error?.Kind ?? SoraErrorKind.TaskFailed)),
        SoraTaskState.Cancelled => resubmit.HasFlag(Of(SoraErrorKind.TaskFailed)),
        SoraTaskState.Expired => resubmit.HasFlag(Of(SoraErrorKind.TaskExpired)),
        _ => false,
    };
}
