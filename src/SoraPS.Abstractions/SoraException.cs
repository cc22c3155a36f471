namespace SoraPS;

/// <summary>A failure that a person can act on: what failed, in the gateway's own words, and what to do next.</summary>
public sealed class SoraException : Exception
{
    /// <summary>Makes a failure of a kind with the sentence that tells it.</summary>
    public SoraException(SoraErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What kind of failure; its name begins the error id.</summary>
    public SoraErrorKind Kind { get; }

    /// <summary>What to do next, or null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The gateway's own error code, or null.</summary>
    public string? GatewayCode { get; init; }

    /// <summary>The gateway's id of the failed request, for its support; null if it gave none.</summary>
    public string? GatewayRequestId { get; init; }

    /// <summary>
    /// The id that an unusable answer to a create request names: the task may have been made and charged under it. Null if it
    /// names none.
    /// </summary>
    public string? TaskId { get; init; }

    /// <summary>
    /// For SubmissionUnknown, what the gateway answered: at most 64 KiB of text, without the key. Null if no answer came.
    /// </summary>
    public string? GatewayAnswer { get; init; }

    /// <summary>How long the gateway asked to wait before the next try; null if it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>HTTP status of the answer, or null when there was none.</summary>
    public int? HttpStatus { get; init; }
}
