namespace SoraPS.Core.Ledger;

/// <summary>Which earlier outcomes of a row let it be sent, and paid for, once more.</summary>
[Flags]
public enum Resubmit
{
    /// <summary>None: every row that was sent before gives its task back.</summary>
    None = 0,

    /// <summary>Rows that were sent and never answered; the gateway may have made and charged them.</summary>
    Unknown = 1,

    /// <summary>Rows that ended without a video: failed, cancelled or expired.</summary>
    Failed = 2,
}

/// <summary>What <see cref="Resubmit"/> means for a state.</summary>
public static class ResubmitRules
{
    /// <summary>Whether a row whose task stands so may be sent once more.</summary>
    public static bool Allows(this Resubmit resubmit, SoraTaskState state) => state switch
    {
        SoraTaskState.Unknown => resubmit.HasFlag(Resubmit.Unknown),
        SoraTaskState.Failed or SoraTaskState.Cancelled or SoraTaskState.Expired => resubmit.HasFlag(Resubmit.Failed),
        _ => false,
    };
}
