namespace SoraPS.Core.Dialects.Shared;

/// <summary>What one answer says about a task; null is 'not said', and leaves what was known before.</summary>
public sealed record TaskReport
{
    /// <summary>The gateway's id.</summary>
    public string? Id { get; init; }

    /// <summary>The state that the gateway's word stands for.</summary>
    public required SoraTaskState State { get; init; }

    /// <summary>The gateway's own word.</summary>
    public string? RawState { get; init; }

    /// <summary>True if the word is not one that the dialect documents; the state is Running then.</summary>
    public bool IsUnknownWord { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public int? Progress { get; init; }

    /// <summary>Length of the clip in seconds (never the processing time).</summary>
    public int? Duration { get; init; }

    /// <summary>Exact pixels or tier, where the gateway says.</summary>
    public string? Resolution { get; init; }

    /// <summary>When the gateway made the task.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its link dies.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the video is; null for the OpenAI dialect's own content address.</summary>
    public Uri? VideoUri { get; init; }

    /// <summary>Where a still picture is.</summary>
    public Uri? ThumbnailUri { get; init; }

    /// <summary>What is charged.</summary>
    public decimal? Price { get; init; }

    /// <summary>Currency of the price.</summary>
    public string? Currency { get; init; }

    /// <summary>Why there is no video.</summary>
    public SoraTaskError? Error { get; init; }

    /// <summary>How long the whole task is estimated to take, from its making.</summary>
    public TimeSpan? EstimatedTime { get; init; }

    /// <summary>What was asked for, where the gateway echoes it; used to recognise a lost submission in a list.</summary>
    public string? Prompt { get; init; }

    /// <summary>The model as the gateway names it in its answer.</summary>
    public string? Model { get; init; }

    /// <summary>What it documents beyond these, under its own names.</summary>
    public SoraGatewayData? GatewayData { get; init; }
}
