namespace SoraPS;

/// <summary>What went wrong, in the words that <c>FullyQualifiedErrorId</c> begins with.</summary>
public enum SoraErrorKind
{
    /// <summary>No key is configured for the provider.</summary>
    ApiKeyMissing,

    /// <summary>No provider was named and none follows from the configuration, or the named one does not exist.</summary>
    ProviderNotChosen,

    /// <summary>The gateway refused the key.</summary>
    AuthenticationFailed,

    /// <summary>The key is good but not allowed to do this.</summary>
    PermissionDenied,

    /// <summary>The account has no credit or quota left.</summary>
    QuotaExceeded,

    /// <summary>Too many requests or unfinished tasks, for longer than SoraPS waits.</summary>
    RateLimited,

    /// <summary>The request contradicts what the gateway documents, or the gateway refused it.</summary>
    InvalidRequest,

    /// <summary>Moderation refused the prompt, the image or the result.</summary>
    ContentRejected,

    /// <summary>The model or the whole API is retired, unknown to the gateway, or not open to this account.</summary>
    ModelUnavailable,

    /// <summary>The gateway does not know the task.</summary>
    TaskNotFound,

    /// <summary>The task ended without a video.</summary>
    TaskFailed,

    /// <summary>The task or its link is no longer kept by the gateway.</summary>
    TaskExpired,

    /// <summary>A create request may have been taken, but no usable answer came.</summary>
    SubmissionUnknown,

    /// <summary>The row would pass -MaxCost, or its price is unknown.</summary>
    CostLimitReached,

    /// <summary>The task did not end within -TimeoutSec, or another run that has the row or the file did not end.</summary>
    WaitTimeout,

    /// <summary>The gateway could not be reached or keeps failing.</summary>
    GatewayUnavailable,

    /// <summary>The gateway's answer could not be understood.</summary>
    InvalidResponse,

    /// <summary>The video could not be fetched.</summary>
    DownloadFailed,

    /// <summary>What was fetched is no intact video.</summary>
    InvalidVideo,

    /// <summary>The target file exists and is not this task's.</summary>
    FileExists,

    /// <summary>A video, or the ledger, could not be written.</summary>
    WriteFailed,
}
