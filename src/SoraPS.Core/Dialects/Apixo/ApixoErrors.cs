using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Apixo;

/// <summary>
/// Reads Apixo's error answers and the reasons of failed tasks (API reference, errors and error-codes).
/// </summary>
internal static class ApixoErrors
{
    // In the body 200 is success, as in HTTP, and not 0 as elsewhere.
    private const int Success = 200;

    /// <summary>Page error-codes. An open set: the model's maker has codes, too, which are recognized by their words.</summary>
    internal static ErrorRules Rules { get; } = new()
    {
        Codes = new Dictionary<string, SoraErrorKind>(StringComparer.OrdinalIgnoreCase)
        {
            ["PROMPT_TOO_LONG"] = SoraErrorKind.InvalidRequest,
            ["INVALID_PROMPT"] = SoraErrorKind.InvalidRequest,
            ["INVALID_IMAGE_URL"] = SoraErrorKind.InvalidRequest,
            ["IMAGE_TOO_LARGE"] = SoraErrorKind.InvalidRequest,
            ["UNSUPPORTED_FORMAT"] = SoraErrorKind.InvalidRequest,
            ["IMAGE_DOWNLOAD_FAILED"] = SoraErrorKind.InvalidRequest,
        },
        RejectionCodes = ["INSUFFICIENT_CREDITS"],
    };

    /// <summary>
    /// Reads an error of any HTTP status; a failed task is none, its code is 200. Nor is a task without a code, which is made
    /// and charged.
    /// </summary>
    public static GatewayError? Read(GatewayAnswer answer)
    {
        int? code = answer.Json.Whole("code");
        bool isTask = answer.Json.Text("data", "taskId") is not null;
        if (answer.IsSuccess && (code == Success || (isTask && code is null or 0)))
        {
            return null;
        }

        int status = answer.StatusBy(code);
        JsonElement data = answer.Json.At("data");
        string? detail = data.Text("error") ?? data.Text("failMsg");
        string? message = answer.Json.Text("message");
        string? sentence = message is null ? detail : detail is null ? message : $"{message}: {detail}";
        sentence ??= answer.IsSuccess ? "The answer has no code." : $"HTTP {answer.Status}";

        // An immediate error may carry the code of a failed task.
        GatewayError error = Rules.Error(status, sentence, data.Text("failCode") ?? answer.Json.Text("code"));

        // 404 means 'task or model not found': about which of the two, only the asker knows.
        bool isEither = status == 404 && sentence.Contains("task", StringComparison.OrdinalIgnoreCase);
        return isEither ? error with { Kind = SoraErrorKind.TaskNotFound } : error;
    }

    /// <summary>Reads why a task has no video.</summary>
    public static SoraTaskError ReadFailure(JsonElement data) => Rules.Failure(data.Text("failCode"), data.Text("failMsg"));
}
