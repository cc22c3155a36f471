using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;

namespace SoraPS.Emulator.Dialects.UniAll;

/// <summary>UniAll's errors. Its pages show none: these have the shape of the API that it copies.</summary>
internal static class UniAllRefusals
{
    public static Refusal Of(RefusalKind kind, string detail) => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, "Invalid API key") { Code = "invalid_api_key" },
        RefusalKind.NoCredit => new(kind, 402, "Insufficient balance") { Code = "insufficient_quota" },
        RefusalKind.TaskNotFound => new(kind, 404, "Task not found") { Code = "task_not_found" },
        RefusalKind.ModelNotFound =>
            new(kind, 404, $"The model '{detail}' was not found") { Code = "model_not_found", Param = "model" },
        RefusalKind.RateLimited => new(kind, 429, "Rate limit exceeded") { Code = "rate_limit_exceeded" },
        RefusalKind.ServerError => new(kind, 502, "Upstream error") { Code = "upstream_error" },
        _ => new(kind, 404, "Not found"),
    };

    public static Refusal Invalid(string field, string message) =>
        new(RefusalKind.Invalid, 400, message) { Param = field, Code = "invalid_request" };

    public static JsonObject Body(Refusal refusal)
    {
        JsonObject error = Error(refusal.Code, refusal.Text);
        error["type"] = refusal.Status >= 500 ? "server_error" : "invalid_request_error";
        error["param"] = refusal.Param;
        return new JsonObject { ["error"] = error };
    }

    /// <summary>The error in an answer, or in a task that failed.</summary>
    public static JsonObject Error(string? code, string message) => new() { ["code"] = code, ["message"] = message };
}
