using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Json;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>Reads an HTTP answer into what dialects work on.</summary>
internal static class AnswerReader
{
    // Request-id headers: OpenAI and most gateways, AI/ML API's ledger id, proxies.
    private static readonly string[] s_idHeaders = ["x-request-id", "x-inference-id", "request-id"];

    /// <summary>Reads the answer; idNames are those of <see cref="Dialect.IdNames"/> for a request that makes a task, else null.</summary>
    public static async Task<GatewayAnswer> ReadAsync(
        HttpResponseMessage response, DateTimeOffset now, GatewayErrors errors, IReadOnlyList<string>? idNames, CancellationToken ct)
    {
        CappedBody body = await CappedBody.ReadAsync(response.Content, idNames, ct).ConfigureAwait(false);
        return new GatewayAnswer
        {
            Status = (int)response.StatusCode,
            Json = body.Json,
            Text = body.Text,
            IsTooLarge = body.IsTooLarge,
            IsCutOff = body.IsCutOff,
            NamedId = ForeignText.IsId(body.Id?.Value) ? body.Id : null,
            RequestId = s_idHeaders
                .Select(name => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null)
                .Where(value => value is not null)
                .Select(value => errors.Word(value))
                .FirstOrDefault(),
            // As for other times (JsonReading): what is far from now is no clock.
            ClockAhead = response.Headers.Date is { Year: >= 2000 and < 2200 } date ? date - now : null,
            RetryAfter = RetryAfter.FromHeaders(response.Headers, now),
            PollAfter = RetryAfter.Milliseconds(response.Headers, "openai-poll-after-ms"),
        };
    }
}
