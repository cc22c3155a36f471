namespace SoraPS;

/// <summary>Kinds of failure. <c>FullyQualifiedErrorId</c> begins with these names.</summary>
public enum SoraErrorKind : long
{
    /// <summary>No key is configured for the provider.</summary>
    ApiKeyMissing,

    /// <summary>No provider was specified and none follows from the configuration, or the specified one does not exist.</summary>
    ProviderNotChosen,

    /// <summary>The gateway rejected the key.</summary>
    AuthenticationFailed,

    /// <summary>The key is valid but does not permit this operation.</summary>
    PermissionDenied,

    /// <summary>The account has no credit or quota left.</summary>
    QuotaExceeded,

    /// <summary>Too many requests or unfinished tasks, for longer than SoraPS retries.</summary>
    RateLimited,

    /// <summary>The request conflicts with the gateway's documentation, or the gateway rejected it.</summary>
    InvalidRequest,

    /// <summary>Moderation rejected the prompt, the image or the video.</summary>
    ContentRejected,

    /// <summary>The model or the whole API is retired, unknown to the gateway, or not available to this account.</summary>
    ModelUnavailable,

    /// <summary>The gateway or the ledger does not know the task.</summary>
    TaskNotFound,

    /// <summary>The task ended without a video.</summary>
    TaskFailed,

    /// <summary>The gateway no longer keeps the task or its video.</summary>
    TaskExpired,

    /// <summary>The gateway may have accepted a create request, but no usable response arrived.</summary>
    SubmissionUnknown,

    /// <summary>The row would exceed -MaxCost or -MaxBatchCost, or its price is unknown or in another currency.</summary>
    CostLimitReached,

    /// <summary>The task did not end within -TimeoutSec, or another run that holds the row or the file did not finish.</summary>
    WaitTimeout,

    /// <summary>The gateway could not be reached or repeatedly failed.</summary>
    GatewayUnavailable,

    /// <summary>The gateway's response could not be understood, or does not say where the video is.</summary>
    InvalidResponse,

    /// <summary>The video could not be downloaded.</summary>
    DownloadFailed,

    /// <summary>The downloaded file is not an intact video.</summary>
    InvalidVideo,

    /// <summary>The target file exists and was changed or was not made by this task.</summary>
    FileExists,

    /// <summary>A video, or the ledger, could not be written.</summary>
    WriteFailed,
}
