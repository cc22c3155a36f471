using System.Text.Json.Nodes;
using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.Apixo;

/// <summary>Apixo: the model is part of both paths, the result is JSON inside a string, times are in ms.</summary>
internal sealed class EmulatedApixo : EmulatedDialect
{
    public override string Name => "Apixo";

    public override string BasePath => "/apixo/api/v1";

    public override TimeSpan LinkLife => TimeSpan.FromDays(15);

    public override bool NoCreditFailsTask => true;

    /// <summary>Webhooks: 200 within 30 seconds, up to 3 retries with growing delay, the first after 30 seconds.</summary>
    public override CallbackPolicy Callbacks { get; } = CallbackPolicy.Of(30, false, 30, 60, 120);

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["generateTask", var model]) => new Route(RouteKind.Create, Model: model),
        ("GET", ["statusTask", var model]) => request.Query.GetValueOrDefault("taskId") is { Length: > 0 } id
            ? new Route(RouteKind.Status, id, model)
            : throw Invalid("Missing required field: taskId").ToException(),
        ("GET", ["apikeys", "current-balance"]) => new Route(RouteKind.Extra, "balance"),
        _ => null,
    };

    public override Refusal Wrong(FieldProblem problem) => Invalid(
        problem.Fault == FieldFault.Missing ? $"Missing required field: {problem.Field}" : problem.Plain);

    public override VideoOrder Read(Fields fields, Route route) => route.Model is "sora-2" or "sora-2-pro"
        ? ApixoOrder.Read(fields, route.Model)
        : throw Refuse(RefusalKind.ModelNotFound, route.Model).ToException();

    public override string NewId(VideoOrder order, DateTimeOffset now) => Hex(32);

    public override JsonObject Created(VideoTask task, HttpRequest request) =>
        Success(new JsonObject { ["taskId"] = task.Id });

    public override void MarkDone(JsonObject created) => created["data"]!["state"] = "success";

    public override string StatusPath(VideoTask task) => $"/statusTask/{task.Order.Model}?taskId={task.Id}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request)
    {
        JsonObject data = new()
        {
            ["taskId"] = task.Id,
            ["state"] = view.Word ?? view.Stage switch
            {
                TaskStage.Queued => "pending",
                TaskStage.Running => "processing",
                TaskStage.Succeeded => "success",
                _ => "failed",
            },
            ["createTime"] = task.MadeAt.ToUnixTimeMilliseconds(),
        };
        if (view.VideoUri is { } uri)
        {
            // A JSON text as a string, as the gateway has it.
            data["resultJson"] = new JsonObject { ["resultUrls"] = new JsonArray(uri.AbsoluteUri) }.ToJsonString();
            data["costTime"] = (long)(task.EndsAt - task.MadeAt).TotalMilliseconds;
        }

        if (view.Stage is TaskStage.Failed or TaskStage.Cancelled)
        {
            (data["failCode"], data["failMsg"]) = Failure(task.Order.Outcome);
        }

        if (view.Share >= 1)
        {
            data["completeTime"] = task.EndsAt.ToUnixTimeMilliseconds();
        }

        return Success(data);
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, "Invalid or missing API key"),
        RefusalKind.TaskNotFound => new(kind, 404, "Task not found"),
        RefusalKind.ModelNotFound => new(kind, 404, $"Model not found: {detail}"),
        RefusalKind.RateLimited => new(kind, 429, "Rate limit exceeded"),
        RefusalKind.ServerError => new(kind, 502, "Server error"),
        _ => new(kind, 404, "Not found"),
    };

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request) =>
        refusal.Kind == RefusalKind.Invalid
            ? new JsonObject
            {
                ["code"] = refusal.Status,
                ["message"] = "Invalid request",
                ["data"] = new JsonObject { ["error"] = refusal.Message },
            }
            : new JsonObject { ["code"] = refusal.Status, ["message"] = refusal.Text };

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, Success(new JsonObject { ["balance"] = hasCredit ? 100 : 0, ["currency"] = "USD" }));

    private static (string Code, string Message) Failure(PlannedOutcome outcome) => outcome switch
    {
        PlannedOutcome.NoCredit => ("INSUFFICIENT_CREDITS", "Insufficient credits"),
        PlannedOutcome.ImageUnreachable => ("INVALID_IMAGE_URL", "Cannot access provided image URL"),
        PlannedOutcome.Cancelled => ("GENERATION_FAILED", "The task was cancelled"),
        _ => ("CONTENT_VIOLATION", "Content violates usage policy"),
    };

    private static JsonObject Success(JsonObject data) =>
        new() { ["code"] = 200, ["message"] = "success", ["data"] = data };

    private static Refusal Invalid(string message) => new(RefusalKind.Invalid, 400, message);
}
