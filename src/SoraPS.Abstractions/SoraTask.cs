namespace SoraPS;

/// <summary>
/// Immutable snapshot of a video generation task, as of the last poll. It never contains a key.
/// <see cref="Provider"/>, <see cref="Id"/> and <see cref="Model"/> identify the task at its gateway.
/// </summary>
public sealed record SoraTask
{
    /// <summary>Id that SoraPS assigned before it sent the request.</summary>
    public required string RequestId { get; init; }

    /// <summary>Id that the gateway assigned; null until the gateway has accepted the task.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the provider that made the task (see Get-SoraProvider).</summary>
    public required string Provider { get; init; }

    /// <summary>Model that was requested, under the gateway's name for it; null if not known.</summary>
    public string? Model { get; init; }

    /// <summary>The user's label for the row; null if none.</summary>
    public string? Name { get; init; }

    /// <summary>Batch that the row belongs to; null if none.</summary>
    public string? Batch { get; init; }

    /// <summary>Prompt that was submitted; null if only the id is known.</summary>
    public string? Prompt { get; init; }

    /// <summary>State of the task.</summary>
    public SoraTaskState State { get; init; }

    /// <summary>State as the gateway reported it; null before its first response.</summary>
    public string? RawState { get; init; }

    /// <summary>Progress in percent, 0 to 100; null if the gateway does not report it.</summary>
    public int? Progress { get; init; }

    /// <summary>Length of the video in seconds; null if none was requested and the gateway does not report one.</summary>
    public int? Duration { get; init; }

    /// <summary>Aspect ratio, such as 16:9; null if the gateway's default applies.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Resolution, such as 720p or 1280x720; null if the gateway's default applies.</summary>
    public string? Resolution { get; init; }

    /// <summary>Time at which the task was created, as the gateway reports it, or else by this machine's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Time at which SoraPS sent the request or, once the gateway has accepted it, the time of acceptance. Taken from this machine's
    /// clock; task ages are based on it because a gateway's clock may be wrong. Null for a task that SoraPS did not submit.
    /// </summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Time at which the task ended; null if it has not ended or the time is unknown.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Time at which the video link expires, as reported or else by its documented lifetime; null if unknown.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Address of the video; null until the gateway provides one.</summary>
    public Uri? VideoUri { get; init; }

    /// <summary>Address of a still image; null if the gateway provides none.</summary>
    public Uri? ThumbnailUri { get; init; }

    /// <summary>Price that the gateway reported; null, never 0, if it did not report one.</summary>
    public decimal? Price { get; init; }

    /// <summary>Currency of <see cref="Price"/>, such as USD or credits; null if there is no price.</summary>
    public string? Currency { get; init; }

    /// <summary>Cost by the known prices at submission; null, never 0, if no price was known.</summary>
    public decimal? Estimate { get; init; }

    /// <summary>ISO 4217 code of <see cref="Estimate"/>, such as USD; null if there is no estimate.</summary>
    public string? EstimateCurrency { get; init; }

    /// <summary>Document or file that listed the price of <see cref="Estimate"/>; null if there is no estimate.</summary>
    public string? EstimateSource { get; init; }

    /// <summary>Reason why the task has no video; null if it did not fail.</summary>
    public SoraTaskError? Error { get; init; }

    /// <summary>Path of the saved video; null if it has not been saved.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Base address of the gateway that made the task; null if not known. A provider at another address is never asked about it.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Other fields that the gateway returned, such as an order id, under its own names; null if there are none.</summary>
    public SoraGatewayData? GatewayData { get; init; }

    /// <summary>Why the task has no video, or the name of its saved file; null if there is neither.</summary>
    public string? Detail => Error?.ToString() ?? System.IO.Path.GetFileName(Path);

    /// <summary>Returns true if the task has reached a final state.</summary>
    public bool IsEnded() =>
        State is SoraTaskState.Succeeded or SoraTaskState.Failed or SoraTaskState.Cancelled or SoraTaskState.Expired;

    /// <inheritdoc/>
    public override string ToString() => $"{Provider} {Id ?? RequestId} {State}";
}
