using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;

namespace SoraPS.Emulator.Dialects.OpenAI;

/// <summary>The errors of the OpenAI dialect.</summary>
internal static class OpenAIRefusals
{
    public static Refusal Of(RefusalKind kind, string detail) => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, detail.Length == 0
            ? "Missing bearer authentication in header"
            : "Incorrect API key provided.")
        { Code = "invalid_api_key" },
        RefusalKind.NoCredit => new(kind, 429, "You exceeded your current quota, please check your plan and billing "
            + "details.")
        { Code = "insufficient_quota" },
        RefusalKind.TaskNotFound => new(kind, 404, $"Video with id '{detail}' not found.") { Code = "not_found" },
        RefusalKind.NotReady =>
            new(kind, 404, "Video is not ready yet, use GET /v1/videos/{video_id} to check status."),
        RefusalKind.LinkExpired => new(kind, 403, "The video's content has expired.") { Code = "expired" },
        RefusalKind.ModelNotFound => new(kind, 404, $"The model '{detail}' does not exist or you do not have access "
            + "to it.")
        { Code = "model_not_found", Param = "model" },
        RefusalKind.TooLarge => new(kind, 413, "The image is larger than 20 MiB.") { Param = "input_reference" },
        RefusalKind.RateLimited => new(kind, 429, "Too many running tasks") { Code = "rate_limit_exceeded" },
        RefusalKind.ServerError => new(kind, 502, "The server had an error while processing your request."),
        _ => new(kind, 404, "Invalid URL"),
    };

    public static Refusal Of(FieldProblem problem) => problem.Fault switch
    {
        FieldFault.Missing => Invalid(problem.Field, $"Missing required parameter: '{problem.Field}'.",
            "missing_required_parameter"),
        FieldFault.WrongType => Invalid(problem.Field, $"Invalid type for '{problem.Field}': expected a "
            + $"{problem.Expected}, but got a {problem.Received} instead.", "invalid_type"),
        FieldFault.NotAllowed => NotAllowed(problem.Field, problem.Received, problem.Expected),
        FieldFault.Length => Invalid(problem.Field, $"Invalid '{problem.Field}': expected a length between "
            + $"{problem.Expected}.", "string_above_max_length"),
        _ => Invalid(problem.Field, problem.Expected, "invalid_value"),
    };

    public static Refusal NotAllowed(string field, string received, string allowed) => Invalid(field,
        $"Invalid value: '{received}'. Supported values are: "
        + $"'{allowed.Replace(", ", "', '", StringComparison.Ordinal)}'.", "invalid_value");

    public static Refusal Invalid(string field, string message, string code) =>
        new(RefusalKind.Invalid, 400, message) { Param = field, Code = code };

    public static JsonObject Body(Refusal refusal) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = refusal.Text,
            ["type"] = refusal.Code == "insufficient_quota" ? "insufficient_quota" : refusal.Status switch
            {
                >= 500 => "server_error",
                429 => "video_generation_user_error",
                _ => "invalid_request_error",
            },
            ["param"] = refusal.Param,
            ["code"] = refusal.Code,
        },
    };
}
