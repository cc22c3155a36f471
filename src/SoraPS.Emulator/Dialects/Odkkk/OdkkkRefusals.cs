using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;

namespace SoraPS.Emulator.Dialects.Odkkk;

/// <summary>The errors of the Odkkk dialect: the examples of its page on sora-2, one for each HTTP status.</summary>
internal static class OdkkkRefusals
{
    public static Refusal Of(RefusalKind kind, int status) => status switch
    {
        400 => new(kind, status, "Invalid duration parameter") { Param = "duration", Code = "use duration between 1-12 seconds" },
        401 => new(kind, status, "Invalid or expired token"),
        402 => new(kind, status, "Insufficient quota") { Code = "https://ai.odkkk.com/apiv1/dashboard/billing" },
        403 => new(kind, status, "Access denied for this model") { Param = "model" },
        404 => new(kind, status, "Specified model not found") { Param = "model", Code = "sora-2" },
        413 => new(kind, status, "Image file too large") { Param = "image_urls", Code = "compress image to under 4MB" },
        429 => new(kind, status, "Rate limit exceeded") { Code = "retry after 60 seconds" },
        500 => new(kind, status, "Internal server error") { Code = "try again later" },
        502 => new(kind, status, "Upstream AI service unavailable") { Code = "try different model" },
        503 => new(kind, status, "Service temporarily unavailable") { Code = "retry after 30 seconds" },
        _ => new(kind, status, "Internal server error"),
    };

    /// <summary>The envelope; about a task, <c>code</c> is a word and there is no suggestion but a wait.</summary>
    public static JsonObject Body(Refusal refusal, bool onTask)
    {
        JsonObject error = new()
        {
            ["code"] = onTask ? TaskCode(refusal.Status) : JsonValue.Create(refusal.Status),
            ["message"] = refusal.Message,
            ["type"] = Type(refusal.Status),
        };
        if (refusal.Param is not null)
        {
            error["param"] = refusal.Param;
        }

        if (Suggestion(refusal, onTask) is { } suggestion)
        {
            error["fallback_suggestion"] = suggestion;
        }

        return new JsonObject { ["error"] = error };
    }

    private static string? Suggestion(Refusal refusal, bool onTask) => refusal switch
    {
        { RetrySentence: { } wait } => wait,
        { Status: 429 or 503, RetryAfterForm: RetryAfterForm.None } => null,
        _ => onTask ? null : refusal.Code,
    };

    private static string Type(int status) => status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        402 => "insufficient_quota_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large_error",
        429 => "rate_limit_error",
        502 => "upstream_error",
        503 => "service_unavailable_error",
        _ => "internal_server_error",
    };

    private static string TaskCode(int status) => status switch
    {
        400 => "invalid_task_id",
        401 => "unauthorized",
        402 => "quota_exceeded",
        403 => "permission_denied",
        404 => "task_not_found",
        429 => "rate_limit_exceeded",
        _ => "internal_error",
    };
}
