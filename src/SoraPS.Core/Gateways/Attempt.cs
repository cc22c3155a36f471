using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Gateways;

/// <summary>One answered HTTP request, and the error that its dialect reads in it, if any.</summary>
internal sealed record Attempt(GatewayAnswer Answer, GatewayError? Error)
{
    /// <summary>The id of the task that a create request has made although its answer is an error; null if it names none.</summary>
    public string? TaskId { get; init; }

    /// <summary>How long the gateway asks to wait, by header or by sentence; null if it does not.</summary>
    public TimeSpan? RetryAfter => Answer.RetryAfter ?? Error?.RetryAfter;
}
