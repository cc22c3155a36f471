namespace SoraPS.Core.Dialects.Shared;

/// <summary>An error answer, read by the dialect that knows its shape.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Message">The gateway's own sentence.</param>
public sealed record GatewayError(SoraErrorKind Kind, string Message)
{
    /// <summary>The gateway's code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The gateway's hint, such as Odkkk's fallback_suggestion; null if none.</summary>
    public string? Hint { get; init; }

    /// <summary>The gateway's request id from the body, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the body asks to wait before the next try, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status that counts, where the body of a 2xx answer has another; null for the answer's own.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// True if the gateway documents that this error means that no task was made: only then is a 5xx or 408 on create an
    /// ordinary error and not an unknown submission (LinkModel says 'insufficient balance' with a 500). Words that merely
    /// sound like it are no proof.
    /// </summary>
    public bool DefinitelyRejected { get; init; }
}
