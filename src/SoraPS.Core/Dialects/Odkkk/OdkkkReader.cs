using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Odkkk;

/// <summary>
/// Reads odkkk's answers: one shape of task for create, status and callback, one envelope for errors.
/// </summary>
internal static class OdkkkReader
{
    /// <summary>EvoLink, get-task-detail.</summary>
    internal static StateWords States { get; } = new(
        queued: ["pending"], running: ["processing"], succeeded: ["completed"], failed: ["failed"]);

    private static readonly ErrorRules s_errors = new();

    /// <summary>A task, by VideoGenerationResponse (odkkk) and get-task-detail (EvoLink).</summary>
    internal static TaskReport Task(JsonElement json)
    {
        TaskReport report = States.Report(json.Text("status"));
        SoraTaskError? error = report.State == SoraTaskState.Failed ? Failure(json.At("error")) : null;

        // There is no state word for it: a cancelled task is failed with this code (EvoLink, error-codes).
        SoraTaskState state = error?.Code == "request_cancelled" ? SoraTaskState.Cancelled : report.State;

        decimal? credits = json.Number("usage", "credits_reserved");
        JsonElement result = json.At("results").First();
        return report with
        {
            Id = json.Text("id"),
            State = state,
            Progress = json.Percent("progress"),
            Duration = json.Whole("task_info", "video_duration"),
            CreatedAt = json.Time("created"),
            VideoUri = result.Link() ?? result.Link("url"),
            Price = credits,
            Currency = credits is null ? null : "credits",
            Error = error,
            EstimatedTime = json.Whole("task_info", "estimated_time") is int seconds and >= 0
                ? TimeSpan.FromSeconds(seconds)
                : null,
            Model = json.Text("model"),
            GatewayData = json.Fields(
                ["task_info", "can_cancel"], ["task_info", "estimated_time"], ["usage", "billing_rule"], ["usage", "user_group"]),
        };
    }

    /// <summary>
    /// An error answer: code is the HTTP status as an integer on create (odkkk) and a word on status (EvoLink). A task
    /// that failed has the same field, beside its id and status, and is no error of the request.
    /// </summary>
    internal static GatewayError? Error(GatewayAnswer answer)
    {
        JsonElement error = answer.Json.At("error");
        bool tellsTask = answer.Json.Text("id") is not null || answer.Json.Text("status") is not null;
        if (answer.IsSuccess && (tellsTask || (error.Text() ?? error.Text("message") ?? error.Text("code")) is null))
        {
            return null;
        }

        string? code = error.Text("code");
        string? type = error.Text("type");
        string message = error.Text("message") ?? error.Text() ?? answer.Json.Text("message")
            ?? PlainAnswer.Sentence(answer);
        string? hint = error.Text("fallback_suggestion");
        int status = answer.StatusBy(error.Whole("code"));
        GatewayError told = s_errors.Error(status, message, code, type);
        return told with
        {
            Kind = status == 404 && error.Text("param") == "model" ? SoraErrorKind.ModelUnavailable : told.Kind,
            Hint = hint,
            RetryAfter = RetrySentence.Read(hint) ?? RetrySentence.Read(message),
        };
    }

    private static SoraTaskError Failure(JsonElement error) =>
        s_errors.Failure(error.Text("code"), error.Text("message") ?? error.Text());
}
