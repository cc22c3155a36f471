namespace SoraPS;

/// <summary>The receiver of gateways' callbacks, with its counters.</summary>
public sealed record SoraCallback
{
    /// <summary>Where it listens on this machine.</summary>
    public required string Prefix { get; init; }

    /// <summary>Address by which gateways reach it.</summary>
    public required Uri PublicUri { get; init; }

    /// <summary>Whether it also takes webhooks that are signed with the webhook secret.</summary>
    public bool IsSigned { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Number of callbacks that each caused a poll.</summary>
    public int Taken { get; init; }

    /// <summary>Number of callbacks that had come before, which change nothing.</summary>
    public int Repeated { get; init; }

    /// <summary>Number of requests that were no callbacks; they got status 404.</summary>
    public int Refused { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"callbacks at {PublicUri}";
}
