using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Json;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>Reads an HTTP answer into what dialects work on.</summary>
internal static class AnswerReader
{
    /// <summary>Reads the answer of a gateway's client.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time.</param>
    /// <param name="secrets">The keys that it may repeat.</param>
    /// <param name="idNames">Those of <see cref="Dialect.IdNames"/> for a request that makes a task, else null.</param>
    public static GatewayAnswer Read(HttpResponseMessage response, DateTimeOffset now, Secrets secrets, IReadOnlyList<string>? idNames)
    {
        CappedContent body = (CappedContent)response.Content;
        NamedId? id = idNames is null ? null : NamedId.Find(body.Bytes, idNames);
        return new GatewayAnswer
        {
            Status = (int)response.StatusCode,
            Json = body.IsTooLarge ? default : JsonText.Parse(body.Bytes),
            Text = body.Text,
            IsTooLarge = body.IsTooLarge,
            IsCutOff = body.IsCutOff,
            NamedId = ForeignText.IsId(id?.Value) ? id : null,
            RequestId = RequestIds.Of(response.Headers, secrets),
            // As for other times (JsonReading): what is far from now is no clock.
            ClockAhead = response.Headers.Date is { Year: >= 2000 and < 2200 } date ? date - now : null,
            RetryAfter = RetryAfter.FromHeaders(response.Headers, now),
            PollAfter = RetryAfter.Milliseconds(response.Headers, "openai-poll-after-ms"),
        };
    }
}
