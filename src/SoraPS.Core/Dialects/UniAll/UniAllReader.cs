using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.UniAll;

/// <summary>
/// Reads UniAll's <c>video.generation.job</c>. Its pages show no failed task and no error answer, so every place that
/// services of this shape use is read.
/// </summary>
internal static class UniAllReader
{
    /// <summary>Its pages show the first three words; the fourth is that of the API that it copies.</summary>
    internal static StateWords States { get; } = new(
        queued: ["queued"], running: ["in_progress"], succeeded: ["completed"], failed: ["failed"]);

    private static readonly ErrorRules s_errors = new();

    /// <summary>Reads the task of a create or a status answer.</summary>
    public static TaskReport ReadTask(JsonElement json)
    {
        TaskReport report = States.Report(json.Text("status"));
        return report with
        {
            // A service with the same model names says task_id, pending and an ISO time.
            Id = json.Text("id") ?? json.Text("task_id"),
            Progress = json.Percent("progress"),

            // The field duration is processing time (query-task: 89 beside metadata.total_time 89.55).
            Duration = json.Whole("seconds"),
            CreatedAt = json.Time("created_at"),
            VideoUri = json.Link("video_url"),
            ThumbnailUri = json.Link("thumbnail_url"),
            Error = report.State == SoraTaskState.Failed
                ? s_errors.Failure(Code(json), Sentence(json), json.Text("error", "type"))
                : null,
            Prompt = json.Text("prompt"),

            // The family's name stands for any of its models, and says less than what was asked.
            Model = json.Text("model") is string model and not UniAllModelName.Family ? model : null,
            GatewayData = json.Fields(["metadata", "total_time"], ["metadata", "predict_time"]),
        };
    }

    /// <summary>Reads an error answer; a failed task is none.</summary>
    public static GatewayError? ReadError(GatewayAnswer answer)
    {
        JsonElement json = answer.Json;
        if (answer.IsSuccess && json.ValueKind == JsonValueKind.Object && !IsErrorInside(json))
        {
            return null;
        }

        string sentence = Sentence(json) ?? (answer.IsSuccess ? "The answer is no JSON object." : $"HTTP {answer.Status}");
        return s_errors.Error(answer.Status, sentence, Code(json), json.Text("error", "type")) with
        {
            RequestId = json.Text("request_id"),
        };
    }

    // A job may carry an error field beside its id and state.
    private static bool IsErrorInside(JsonElement json) =>
        json.At("error").ValueKind is JsonValueKind.Object or JsonValueKind.String
        && json.Text("id") is null && json.Text("task_id") is null && json.Text("status") is null;

    private static string? Sentence(JsonElement json) =>
        json.Text("error", "message") ?? json.Text("error") ?? json.Text("message") ?? json.Text("fail_reason");

    private static string? Code(JsonElement json) => json.Text("error", "code") ?? json.Text("code");
}
