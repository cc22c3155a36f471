using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.OpenAI;

/// <summary>
/// Reads error answers: OpenAI's {"error":{message,type,param,code}} with nullable fields, and what servers of its
/// shape answer: {"error":"…"}, FastAPI's {"detail":"…"} or {"detail":[{"msg":"…"}]}, and {"message":"…"}.
/// </summary>
internal static class OpenAIErrors
{
    /// <summary>No codes of its own: a missing model is recognized by its sentence.</summary>
    internal static ErrorRules Rules { get; } = new();

    /// <summary>The error of an answer; null if it is none. A task that failed is no error of the request.</summary>
    internal static GatewayError? Read(GatewayAnswer answer)
    {
        JsonElement error = answer.Json.At("error");
        string? told = error.Text("message") ?? error.Text();
        bool tellsTask = answer.Json.Text("id") is not null || answer.Json.Text("status") is not null;
        if (answer.IsSuccess && (tellsTask || (told ?? error.Text("code")) is null))
        {
            return null;
        }

        string? code = error.Text("code");
        string message = told ?? Detail(answer.Json.At("detail")) ?? answer.Json.Text("message")
            ?? PlainAnswer.Sentence(answer);
        int status = answer.StatusBy(error.Whole("code"));
        GatewayError read = Rules.Error(status, message, code, error.Text("type"));
        return read with { Kind = Sentence(status, message) ?? read.Kind, RequestId = answer.Json.Text("request_id") };
    }

    /// <summary>
    /// Whether a server that takes forms only (vLLM-Omni, by its route) refuses JSON: a 415, or FastAPI's 'missing' about the
    /// prompt, which every request has.
    /// </summary>
    internal static bool IsBodyUnread(GatewayAnswer answer) =>
        answer.Status == 415
        || (answer.Status is 400 or 422 && answer.Json.At("detail") is { ValueKind: JsonValueKind.Array } detail
            && detail.EnumerateArray().Any(item => item.Text("type") is "missing" or "value_error.missing"
                && item.At("loc") is { ValueKind: JsonValueKind.Array } place
                && place.EnumerateArray().LastOrDefault().Text() == "prompt"));

    private static SoraErrorKind? Sentence(int status, string message)
    {
        if (message.Contains("organization must be verified", StringComparison.OrdinalIgnoreCase))
        {
            return SoraErrorKind.PermissionDenied;
        }

        // 'The model `x` does not exist …' (OpenAI, vLLM) and 'The API deployment 'x' … does not exist' (Azure).
        bool isMissingModel = message.Contains("does not exist", StringComparison.OrdinalIgnoreCase)
            && (message.Contains("model", StringComparison.OrdinalIgnoreCase)
                || message.Contains("deployment", StringComparison.OrdinalIgnoreCase));
        return status is 400 or 404 && isMissingModel ? SoraErrorKind.ModelUnavailable : null;
    }

    private static string? Detail(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Array)
        {
            return detail.Text() ?? detail.Text("message");
        }

        IEnumerable<string?> sentences = detail.EnumerateArray().Select(item => item.Text("msg") ?? item.Text());
        string joined = string.Join("; ", sentences.OfType<string>());
        return joined.Length == 0 ? null : joined;
    }
}
