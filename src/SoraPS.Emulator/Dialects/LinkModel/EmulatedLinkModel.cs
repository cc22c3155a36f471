using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.LinkModel;

/// <summary>LinkModel: <c>msg</c> and small letters on create, <c>message</c> and capitals on query.</summary>
internal sealed class EmulatedLinkModel(EmulatorOptions options) : EmulatedDialect
{
    private const decimal PricePerSecond = 0.085m;

    public override string Name => "LinkModel";

    public override string BasePath => "/linkmodel/api/v1";

    public override TimeSpan LinkLife => TimeSpan.FromHours(48);

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["video-generation"]) => new Route(RouteKind.Create),
        ("GET", ["query", "video-generation"]) => request.Query.GetValueOrDefault("task_id") is { Length: > 0 } id
            ? new Route(RouteKind.Status, id)
            : throw Invalid("task_id is required").ToException(),
        ("GET", ["auth", "check"]) => new Route(RouteKind.Extra, "auth"),
        _ => null,
    };

    public override Refusal Wrong(FieldProblem problem) => Invalid(problem.Plain);

    public override VideoOrder Read(Fields fields, Route route)
    {
        string model = fields.Required("model");
        if (IsRetired(model))
        {
            throw Refuse(RefusalKind.ModelNotFound, model).ToException();
        }

        fields.OneOf("model", "", "sora-2");
        fields.OneOf("resolution", "720P", "720P");
        string? image = fields.Text("first_frame_image");
        if (image is not null && ImageAddress.Judge(image) is not ImageVerdict.Good and var verdict)
        {
            throw Invalid($"first_frame_image cannot be used: {verdict}").ToException();
        }

        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Prompt(2000),
            Seconds = fields.OneOf("duration", 4, 4, 8, 12),
            Size = fields.OneOf("size", "1280x720", "1280x720", "720x1280"),
            ImageUrl = image,
        };
    }

    public override string NewId(VideoOrder order, DateTimeOffset now) => Guid.NewGuid().ToString();

    public override JsonObject Created(VideoTask task, HttpRequest request) => new()
    {
        ["code"] = 0,
        ["data"] = new JsonObject
        {
            ["task_id"] = task.Id,
            ["order_id"] = Guid.CreateVersion7(task.MadeAt).ToString(),
            ["status"] = "processing",
            ["price"] = task.Order.Seconds * PricePerSecond,
        },
        ["msg"] = "success",
        ["request_id"] = request.RequestId,
    };

    // The answer to a create request has words of its own.
    public override void MarkDone(JsonObject created) => created["data"]!["status"] = "succeeded";

    public override string StatusPath(VideoTask task) => $"/query/video-generation?task_id={task.Id}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request)
    {
        JsonObject data = new()
        {
            ["task_id"] = task.Id,
            ["prompt"] = task.Order.Prompt,
            ["model"] = task.Order.Model,
            ["duration"] = task.Order.Seconds,
            ["status"] = view.Word ?? view.Stage switch
            {
                TaskStage.Queued => "Pending",
                TaskStage.Running => "Processing",
                TaskStage.Succeeded => "Success",
                TaskStage.Failed => "Failed",
                _ => "Cancelled",
            },
        };
        if (task.Order.ImageUrl is { } image)
        {
            data["first_frame_image"] = image;
        }

        if (view.VideoUri is { } uri)
        {
            data["file_url"] = uri.AbsoluteUri;
        }

        if (view.Stage == TaskStage.Failed)
        {
            data["msg"] = "content policy blocked the task";
        }

        return new JsonObject
        {
            ["code"] = 0,
            ["data"] = data,
            ["message"] = "success",
            ["request_id"] = request.RequestId,
        };
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, "invalid api key"),
        RefusalKind.NoCredit => new(kind, 500, "create task failed: billing: code=100601: insufficient balance"),
        RefusalKind.TaskNotFound => new(kind, 404, "task not found"),
        RefusalKind.ModelNotFound => new(kind, 400, $"model not found: {detail}"),
        RefusalKind.RateLimited => new(kind, 429, "too many requests"),
        RefusalKind.ServerError => new(kind, 502, "internal error"),
        _ => new(kind, 404, "not found"),
    };

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request)
    {
        JsonObject body = new() { ["code"] = refusal.Status };
        if (refusal.Kind == RefusalKind.BadKey)
        {
            body["data"] = new JsonObject();
        }

        body["msg"] = refusal.Text;
        body["request_id"] = request.RequestId;
        return body;
    }

    // Only what the application itself finds can hide in a 200; a proxy's 429 or 5xx cannot.
    public override int HttpStatusOf(Refusal refusal) =>
        options.LinkModelErrorsInOk && refusal.Kind is not (RefusalKind.RateLimited or RefusalKind.ServerError)
            ? 200
            : refusal.Status;

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, new JsonObject
        {
            ["code"] = 0,
            ["data"] = new JsonObject(),
            ["message"] = "success",
            ["request_id"] = request.RequestId,
        });

    private static Refusal Invalid(string message) => new(RefusalKind.Invalid, 400, message);
}
