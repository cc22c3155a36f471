using System.Text.Json.Nodes;
using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.Odkkk;

/// <summary>Odkkk: <c>error.code</c> is a number on create and a word on the task; results are a list.</summary>
internal sealed class EmulatedOdkkk : EmulatedDialect
{
    private const string IdPrefix = "task-unified-";

    public override string Name => "Odkkk";

    public override string BasePath => "/odkkk/apiv1";

    /// <summary>callback_url: 10 seconds, at most 3 retries after 1, 2 and 4 seconds, any 2xx.</summary>
    public override CallbackPolicy Callbacks { get; } = CallbackPolicy.Of(10, true, 1, 2, 4);

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["v1", "videos", "generations"]) => new Route(RouteKind.Create),
        ("GET", ["v1", "tasks", var id]) => new Route(RouteKind.Status, id),
        ("GET", ["v1", "credits"]) => new Route(RouteKind.Extra, "credits"),
        _ => null,
    };

    public override Refusal Wrong(FieldProblem problem) => new(RefusalKind.Invalid, 400, problem.Fault switch
    {
        FieldFault.Missing or FieldFault.Rule => problem.Plain,
        _ => $"Invalid {problem.Field} parameter",
    })
    {
        Param = problem.Field,
        Code = problem.Fault == FieldFault.NotAllowed ? $"use {problem.Field} {problem.Expected}" : null,
    };

    public override VideoOrder Read(Fields fields, Route route)
    {
        string model = fields.Required("model");
        if (model != "sora-2")
        {
            throw Refuse(RefusalKind.ModelNotFound, model).ToException();
        }

        fields.Flag("remove_watermark");
        Uri? callback = fields.CallbackUrl();
        string? image = fields.SingleUrl("image_urls");
        ImageVerdict verdict = image is null ? ImageVerdict.Good : ImageAddress.Judge(image);
        if (verdict == ImageVerdict.TooLarge)
        {
            throw Refuse(RefusalKind.TooLarge).ToException();
        }

        if (verdict != ImageVerdict.Good)
        {
            throw fields.Problem(FieldFault.Rule, "image_urls", $"cannot be used: {verdict}");
        }

        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Prompt(5000),
            Seconds = fields.OneOf("duration", 10, 10, 15),
            Size = fields.OneOf("aspect_ratio", "16:9", "16:9", "9:16") == "16:9" ? "1280x720" : "720x1280",
            ImageUrl = image,
            CallbackUri = callback,
        };
    }

    public override string NewId(VideoOrder order, DateTimeOffset now) =>
        $"{IdPrefix}{now.ToUnixTimeSeconds()}-{Hex(8)}";

    public override JsonObject Created(VideoTask task, HttpRequest request)
    {
        JsonObject body = Head(task, "pending", 0);
        body["task_info"] = new JsonObject
        {
            ["can_cancel"] = true,
            ["estimated_time"] = (int)Math.Ceiling((task.EndsAt - task.MadeAt).TotalSeconds),
            ["video_duration"] = task.Order.Seconds,
        };
        body["usage"] = new JsonObject
        {
            ["billing_rule"] = "per_call",
            ["credits_reserved"] = task.Order.Seconds == 10 ? 7 : 10,
            ["user_group"] = "default",
        };
        return body;
    }

    public override string StatusPath(VideoTask task) => $"/v1/tasks/{task.Id}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request)
    {
        JsonObject body = Head(task, view.Word ?? view.Stage switch
        {
            TaskStage.Queued => "pending",
            TaskStage.Running => "processing",
            TaskStage.Succeeded => "completed",
            _ => "failed",
        }, view.Progress);
        body["task_info"] = new JsonObject { ["can_cancel"] = view.Share < 1 };
        if (view.VideoUri is { } uri)
        {
            body["results"] = new JsonArray(uri.AbsoluteUri);
        }

        if (view.Stage == TaskStage.Failed)
        {
            body["error"] = Failure("content_policy_violation",
                "Content policy violation.\nYour request was blocked by safety filters.");
        }

        if (view.Stage == TaskStage.Cancelled)
        {
            body["error"] = Failure("request_cancelled", "The request was cancelled.");
        }

        return body;
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind switch
    {
        RefusalKind.BadKey => OdkkkRefusals.Of(kind, 401),
        RefusalKind.NoCredit => OdkkkRefusals.Of(kind, 402),
        RefusalKind.TaskNotFound when !detail.StartsWith(IdPrefix, StringComparison.Ordinal) =>
            new(kind, 400, $"Invalid task ID format, must start with '{IdPrefix}'") { Param = "task_id" },
        RefusalKind.TaskNotFound => new(kind, 404, "The requested task could not be found") { Param = "task_id" },
        RefusalKind.ModelNotFound => OdkkkRefusals.Of(kind, 404),
        RefusalKind.TooLarge => OdkkkRefusals.Of(kind, 413),
        RefusalKind.RateLimited => OdkkkRefusals.Of(kind, 429),
        RefusalKind.ServerError => OdkkkRefusals.Of(kind, 502),
        _ => new(kind, 404, "Resource not found"),
    };

    public override Refusal Error(int status) => OdkkkRefusals.Of(RefusalKind.ServerError, status);

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request) =>
        OdkkkRefusals.Body(refusal, onTask: route?.Kind == RouteKind.Status);

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit)
    {
        int left = hasCredit ? 1000 : 0;
        return HttpReply.Json(200, new JsonObject
        {
            ["success"] = true,
            ["data"] = new JsonObject
            {
                ["token"] = new JsonObject
                {
                    ["remaining_credits"] = left,
                    ["used_credits"] = 0,
                    ["unlimited_credits"] = false,
                },
                ["user"] = new JsonObject { ["remaining_credits"] = left, ["used_credits"] = 0 },
            },
        });
    }

    private static JsonObject Head(VideoTask task, string status, int progress) => new()
    {
        ["created"] = task.MadeAt.ToUnixTimeSeconds(),
        ["id"] = task.Id,
        ["model"] = task.Order.Model,
        ["object"] = "video.generation.task",
        ["progress"] = progress,
        ["status"] = status,
        ["type"] = "video",
    };

    private static JsonObject Failure(string code, string message) =>
        new() { ["code"] = code, ["message"] = message, ["type"] = "task_error" };
}
