using System.Text.Json;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>What a gateway answered: status, the headers that matter, and the body.</summary>
public sealed record GatewayAnswer
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body as JSON; an undefined element (<see cref="JsonValueKind.Undefined"/>) if it is none.</summary>
    public JsonElement Json { get; init; }

    /// <summary>
    /// The body's text as it came, cut to 64 KiB. It may repeat the key: what is shown or stored of it is cleaned first.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the body was larger than is read; there is no JSON then.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether the connection broke, or the time ran out, before the body's end.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>
    /// The id that the body of an answer to a create request names, wherever it stands and whether the body is JSON or not; null
    /// if it names none.
    /// </summary>
    public NamedId? NamedId { get; init; }

    /// <summary>The gateway's request id from the headers, fit to be shown; or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>How far the gateway's clock (header Date) is ahead of this machine's; null if it does not say.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>How long the headers ask to wait before the next try (Retry-After, retry-after-ms); null if they do not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the headers ask to wait before the next poll (openai-poll-after-ms); null if they do not.</summary>
    public TimeSpan? PollAfter { get; init; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The HTTP status that counts: of a 2xx answer the error status in its body, if there is one.</summary>
    /// <param name="inBody">The status in the body; null if there is none.</param>
    public int StatusBy(int? inBody) => IsSuccess && inBody is >= 400 and < 600 ? inBody.Value : Status;
}
