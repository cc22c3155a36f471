namespace SoraPS;

/// <summary>A failure that the user can act on, with the gateway's own message and the recommended next step.</summary>
public sealed class SoraException : Exception
{
    /// <summary>Creates a failure of a kind, with its message.</summary>
    public SoraException(SoraErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>Kind of failure; the error id begins with its name.</summary>
    public SoraErrorKind Kind { get; }

    /// <summary>What to do next; null if there is no advice.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The gateway's error code; null if it gave none.</summary>
    public string? GatewayCode { get; init; }

    /// <summary>Id that the gateway gave the failed request, for its support team; null if it gave none.</summary>
    public string? GatewayRequestId { get; init; }

    /// <summary>
    /// Task id found in an otherwise unusable response to a create request: the task may exist and may have been charged. Null if
    /// there is none.
    /// </summary>
    public string? TaskId { get; init; }

    /// <summary>
    /// For SubmissionUnknown, the gateway's response: at most 64 KiB of text, without the key. Null if no response arrived.
    /// </summary>
    public string? GatewayAnswer { get; init; }

    /// <summary>Time that the gateway asked to wait before the next attempt; null if it did not ask.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>HTTP status of the response; null if there was none.</summary>
    public int? HttpStatus { get; init; }
}
