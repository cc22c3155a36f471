using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Apixo;

/// <summary>
/// Reads Apixo's error answers and the reasons of failed tasks (API reference, errors and error-codes).
/// </summary>
internal static class ApixoErrors
{
    // In the body 200 is success, as in HTTP, and not 0 as elsewhere.
    private const int Success = 200;

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

        int status = answer.IsSuccess && code is >= 400 and < 600 ? code.Value : answer.Status;
        JsonElement data = answer.Json.At("data");
        string? detail = data.Text("error") ?? data.Text("failMsg");
        string? message = answer.Json.Text("message");
        string? sentence = message is null ? detail : detail is null ? message : $"{message}: {detail}";
        SoraErrorKind kind = Kind(status, data.Text("failCode"), sentence);
        return new(kind, sentence ?? (answer.IsSuccess ? "The answer has no code." : $"HTTP {answer.Status}"))
        {
            // An immediate error may carry the code of a failed task.
            Code = data.Text("failCode") ?? answer.Json.Text("code"),
            Status = status,
            DefinitelyRejected = data.Text("failCode") == "INSUFFICIENT_CREDITS",
        };
    }

    /// <summary>Reads why a task has no video.</summary>
    public static SoraTaskError ReadFailure(JsonElement data)
    {
        string? code = data.Text("failCode");
        string? reason = data.Text("failMsg");
        SoraErrorKind kind = FromFailCode(code, reason) ?? SoraErrorKind.TaskFailed;
        return new(code, reason ?? code ?? "Apixo gave no reason.", kind);
    }

    private static SoraErrorKind Kind(int status, string? failCode, string? sentence)
    {
        // 404 means 'task or model not found': about which of the two, only the asker knows.
        bool isEither = status == 404 && sentence?.Contains("task", StringComparison.OrdinalIgnoreCase) == true;
        return isEither
            ? SoraErrorKind.TaskNotFound
            : FromFailCode(failCode, sentence) ?? ErrorWords.FromStatus(status);
    }

    /// <summary>An open set: identifiers of the model's maker can appear, too, and are told by their words.</summary>
    private static SoraErrorKind? FromFailCode(string? code, string? sentence) => code?.ToUpperInvariant() switch
    {
        "PROMPT_TOO_LONG" or "INVALID_PROMPT" or "INVALID_IMAGE_URL" or "IMAGE_TOO_LARGE" or "UNSUPPORTED_FORMAT"
            or "IMAGE_DOWNLOAD_FAILED" => SoraErrorKind.InvalidRequest,
        _ => ErrorWords.FromText(code, sentence),
    };
}
