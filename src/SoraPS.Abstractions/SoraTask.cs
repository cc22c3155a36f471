namespace SoraPS;

/// <summary>
/// One video being made at a gateway, as it was last seen: an immutable snapshot that never holds a key.
/// <see cref="Provider"/>, <see cref="Id"/> and <see cref="Model"/> lead back to the gateway that made it.
/// </summary>
public sealed record SoraTask
{
    /// <summary>SoraPS's own id, there from before the request was sent.</summary>
    public required string RequestId { get; init; }

    /// <summary>The gateway's id; null until the gateway has accepted the task.</summary>
    public string? Id { get; init; }

    /// <summary>The name of the connection that made the task (see Get-SoraProvider).</summary>
    public required string Provider { get; init; }

    /// <summary>The model that was asked for, as the gateway names it.</summary>
    public string? Model { get; init; }

    /// <summary>The row's own label, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The batch that the row belongs to, or null.</summary>
    public string? Batch { get; init; }

    /// <summary>What was asked for; null when only the id is known.</summary>
    public string? Prompt { get; init; }

    /// <summary>Where the task stands.</summary>
    public SoraTaskState State { get; init; }

    /// <summary>The gateway's own state word, or null before its first answer.</summary>
    public string? RawState { get; init; }

    /// <summary>Percent done, 0 to 100; null where the gateway does not tell.</summary>
    public int? Progress { get; init; }

    /// <summary>Length of the video in seconds; null where the gateway's default applies and it does not tell.</summary>
    public int? Duration { get; init; }

    /// <summary>Shape, such as 16:9; null where the gateway's default applies.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Such as 720p or 1280x720; null where the gateway's default applies.</summary>
    public string? Resolution { get; init; }

    /// <summary>When the task was made: by the gateway's clock where it tells, else by this machine's.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// When SoraPS sent the request, and from its acceptance on when it was accepted, by this machine's clock: ages go by it, for
    /// a gateway's clock may be off. Null for a task that SoraPS did not submit.
    /// </summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When the task ended, or null.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When the result link dies: as told by the gateway, else by its documented life; null if unknown.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the video can be fetched; null until it is made.</summary>
    public Uri? VideoUri { get; init; }

    /// <summary>Where a still picture can be fetched, or null.</summary>
    public Uri? ThumbnailUri { get; init; }

    /// <summary>What the gateway said it charges; null if it did not say. Never 0 for 'unknown'.</summary>
    public decimal? Price { get; init; }

    /// <summary>Currency of <see cref="Price"/>, such as USD or credits; null without a price.</summary>
    public string? Currency { get; init; }

    /// <summary>Why the task has no video, or null.</summary>
    public SoraTaskError? Error { get; init; }

    /// <summary>The saved file, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Base address of the gateway that made the task; a provider that points elsewhere is not asked about it.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>What else the gateway told, such as an order id, under its own names; null if it told nothing more.</summary>
    public SoraGatewayData? GatewayData { get; init; }

    /// <summary>True once nothing more will happen to the task at the gateway.</summary>
    public bool IsEnded() =>
        State is SoraTaskState.Succeeded or SoraTaskState.Failed or SoraTaskState.Cancelled or SoraTaskState.Expired;

    /// <inheritdoc/>
    public override string ToString() => $"{Provider} {Id ?? RequestId} {State}";
}
