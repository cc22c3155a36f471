using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.OpenAI;

/// <summary>OpenAI's Videos API: as OpenAI had it for sora models, as self-hosted servers have it for others.</summary>
internal sealed class EmulatedOpenAI(EmulatorOptions options) : EmulatedDialect
{
    public override string Name => "OpenAI";

    public override string BasePath => "/openai/v1";

    public override TimeSpan LinkLife => TimeSpan.FromHours(1);

    /// <summary>Webhooks: delivered again with growing delay; only the first of the documented 72 hours.</summary>
    public override CallbackPolicy Callbacks { get; } = CallbackPolicy.Of(15, true, 5, 30, 300, 3600);

    public override string? WebhookSecret => options.WebhookSecret;

    // Azure OpenAI takes the key in a header of its own.
    public override string? KeyIn(HttpRequest request) => request.BearerKey ?? request.Header("api-key");

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["videos"]) => new Route(RouteKind.Create),
        ("POST", ["videos", var id and (OpenAIDerivedOrder.Edits or OpenAIDerivedOrder.Extensions)]) => new Route(RouteKind.Create, id),
        ("POST", ["videos", var id, "remix"]) => new Route(RouteKind.Create, id),
        ("GET", ["videos"]) when options.HasTaskList => new Route(RouteKind.List),
        ("GET", ["videos", var id]) => new Route(RouteKind.Status, id),
        ("DELETE", ["videos", var id]) => new Route(RouteKind.Extra, id),
        ("GET" or "HEAD", ["videos", var id, "content"]) =>
            request.Query.GetValueOrDefault("variant") is null or "video" or "thumbnail" or "spritesheet"
                ? new Route(RouteKind.Content, id)
                : throw OpenAIRefusals.NotAllowed("variant", request.Query["variant"], "video, thumbnail, spritesheet")
                    .ToException(),
        ("GET", ["models"]) => new Route(RouteKind.Extra, "models"),
        ("GET", ["models", var model]) => new Route(RouteKind.Extra, "model", model),
        _ => null,
    };

    public override Fields Open(HttpRequest request) =>
        request.IsMultipart ? OpenAIOrder.Open(request) : base.Open(request);

    public override Refusal Wrong(FieldProblem problem) => OpenAIRefusals.Of(problem);

    public override VideoOrder Read(Fields fields, Route route)
    {
        VideoOrder order = OpenAIOrder.Read(fields);
        return IsRetired(order.Model) ? throw Refuse(RefusalKind.ModelNotFound, order.Model).ToException() : order;
    }

    public override VideoOrder Read(Fields fields, Route route, TaskStore tasks) => route.Id.Length == 0
        ? Read(fields, route)
        : OpenAIDerivedOrder.Read(fields, route, tasks, options.TimeProvider.GetUtcNow());

    public override string NewId(VideoOrder order, DateTimeOffset now) => "video_" + Hex(48);

    public override JsonObject Created(VideoTask task, HttpRequest request) =>
        Video(task, new TaskView(TaskStage.Queued, 0, 0));

    public override string StatusPath(VideoTask task) => $"/videos/{task.Id}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request) => Video(task, view);

    // Set up for the whole account, and not in the request.
    public override Uri? CallbackUri(VideoOrder order) => options.WebhookUri;

    public override JsonObject CallbackBody(VideoTask task, TaskView view, HttpRequest request) => new()
    {
        ["id"] = $"evt_{task.Id}",
        ["object"] = "event",
        ["created_at"] = task.EndsAt.ToUnixTimeSeconds(),
        ["type"] = view.Stage is TaskStage.Succeeded ? "video.completed" : "video.failed",
        ["data"] = new JsonObject { ["id"] = task.Id },
    };

    public override Refusal Refuse(RefusalKind kind, string detail = "") => OpenAIRefusals.Of(kind, detail);

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request) =>
        OpenAIRefusals.Body(refusal);

    public override HttpReply WithHeaders(HttpReply reply, VideoTask task, TaskView view)
    {
        double hint = Math.Clamp(options.GenerationTime.TotalMilliseconds / 8, 50, 10000);
        return reply.With("openai-poll-after-ms", ((int)hint).ToString(CultureInfo.InvariantCulture));
    }

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, (request.Method, route.Id) switch
        {
            ("DELETE", var id) => Delete(id, tasks),
            _ when route.Kind is RouteKind.List => List(request, tasks),
            (_, "model") => ModelList.Find(Models, route.Model) ?? throw Refuse(RefusalKind.ModelNotFound, route.Model).ToException(),
            _ => Models,
        });

    private static JsonObject Models => ModelList.Of("emulator", "sora-2", "sora-2-pro", "Wan2.2");

    private JsonObject Delete(string id, TaskStore tasks)
    {
        VideoTask task = tasks.Find(id) ?? throw Refuse(RefusalKind.TaskNotFound, id).ToException();
        if (task.Refresh(options.TimeProvider.GetUtcNow()).Share < 1)
        {
            throw new Refusal(RefusalKind.Invalid, 400, "Only completed or failed videos can be deleted.").ToException();
        }

        tasks.Remove(task);
        return new JsonObject { ["id"] = id, ["object"] = "video.deleted", ["deleted"] = true };
    }

    private JsonObject List(HttpRequest request, TaskStore tasks)
    {
        Dictionary<string, string> query = request.Query;
        if (!int.TryParse(query.GetValueOrDefault("limit") ?? "20", CultureInfo.InvariantCulture, out int limit)
            || limit is < 0 or > 100)
        {
            throw OpenAIRefusals.NotAllowed("limit", query["limit"], "0 to 100").ToException();
        }

        limit = Math.Min(limit, options.PageSize ?? limit);
        bool isNewestFirst = query.GetValueOrDefault("order") is null or "desc";
        List<VideoTask> page = tasks.Page(query.GetValueOrDefault("after"), limit + 1, isNewestFirst);
        bool hasMore = page.Count > limit;
        if (hasMore)
        {
            page.RemoveAt(limit);
        }

        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(task => Video(task, task.Refresh(now)))]),
            ["first_id"] = page.FirstOrDefault()?.Id,
            ["last_id"] = page.LastOrDefault()?.Id,
            ["has_more"] = hasMore,
        };
    }

    private JsonObject Video(VideoTask task, TaskView view)
    {
        bool completed = view.Stage == TaskStage.Succeeded;
        return new JsonObject
        {
            ["id"] = task.Id,
            ["object"] = "video",
            ["created_at"] = task.MadeAt.ToUnixTimeSeconds(),
            ["completed_at"] = completed ? task.EndsAt.ToUnixTimeSeconds() : null,
            ["expires_at"] = completed ? (task.EndsAt + (options.LinkLife ?? LinkLife)).ToUnixTimeSeconds() : null,
            ["status"] = view.Word ?? view.Stage switch
            {
                TaskStage.Queued => "queued",
                TaskStage.Running => "in_progress",
                TaskStage.Succeeded => "completed",
                _ => "failed",
            },
            ["model"] = task.Order.Model,
            ["progress"] = view.Progress,
            ["prompt"] = task.Order.Prompt,
            ["seconds"] = task.Order.Seconds.ToString(CultureInfo.InvariantCulture),
            ["size"] = task.Order.SizeAsAsked ?? task.Order.Size,
            ["remixed_from_video_id"] = task.Order.RemixedFrom,
            ["error"] = view.Stage switch
            {
                TaskStage.Failed => Error("moderation_blocked", "Your request was blocked by our moderation system."),
                TaskStage.Cancelled => Error("cancelled", "The job was cancelled."),
                _ => null,
            },
        };
    }

    private static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };
}
