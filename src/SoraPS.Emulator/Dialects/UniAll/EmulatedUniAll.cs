using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.OpenAI;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.UniAll;

/// <summary>
/// UniAll: the model's name holds ratio and length; <c>duration</c> in a status is processing time. Its page of OpenAI's native format
/// is known by name only, so POST /v1/videos is OpenAI's with UniAll's models.
/// </summary>
internal sealed class EmulatedUniAll(EmulatorOptions options) : EmulatedDialect
{
    private const string NativeFormat = "native";
    private readonly EmulatedOpenAI _native = new(options);

    public override string Name => "UniAll";

    public override string BasePath => "/uniall";

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["v1", "video", "generations"]) => new Route(RouteKind.Create),
        ("POST", ["v1", "videos"]) => new Route(RouteKind.Create, NativeFormat),
        ("GET", ["v1", "videos", var id]) => new Route(RouteKind.Status, id),
        ("GET" or "HEAD", ["v1", "videos", var id, "content"]) => new Route(RouteKind.Content, id),
        ("GET", ["v1", "models"]) => new Route(RouteKind.Extra, "models"),
        _ => null,
    };

    public override Refusal Wrong(FieldProblem problem) => UniAllRefusals.Invalid(problem.Field, problem.Plain);

    public override Fields Open(HttpRequest request) =>
        request.RawPath == $"{BasePath}/v1/videos" ? _native.Open(request) : base.Open(request);

    public override VideoOrder Read(Fields fields, Route route) =>
        route.Id == NativeFormat ? UniAllOrder.ReadNative(fields) : UniAllOrder.Read(fields);

    public override string NewId(VideoOrder order, DateTimeOffset now) => "gen_" + Hex(12);

    public override JsonObject Created(VideoTask task, HttpRequest request) =>
        task.Order.IsNative ? _native.Created(task, request) : Job(task);

    public override string StatusPath(VideoTask task) => $"/v1/videos/{task.Id}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request)
    {
        if (task.Order.IsNative)
        {
            return _native.Status(task, view, request);
        }

        JsonObject body = new()
        {
            ["id"] = task.Id,
            ["model"] = "sora2",
            ["object"] = "video.generation.job",
            ["prompt"] = task.Order.Prompt,
            ["status"] = view.Word ?? view.Stage switch
            {
                TaskStage.Queued => "queued",
                TaskStage.Running => "in_progress",
                TaskStage.Succeeded => "completed",
                _ => "failed",
            },
            ["progress"] = view.Progress,
            ["created_at"] = task.MadeAt.ToUnixTimeSeconds(),
            ["seconds"] = task.Order.Seconds.ToString(CultureInfo.InvariantCulture),
            ["thumbnail_url"] = null,
        };
        if (view.VideoUri is { } uri)
        {
            double took = options.GenerationTime.TotalSeconds;
            body["video_url"] = uri.AbsoluteUri;
            body["duration"] = (int)took;
            body["metadata"] = new JsonObject { ["total_time"] = took, ["predict_time"] = took };
        }

        if (view.Stage is TaskStage.Failed or TaskStage.Cancelled)
        {
            body["error"] = view.Stage == TaskStage.Failed
                ? UniAllRefusals.Error("content_policy_violation", "The prompt was blocked by the content policy.")
                : UniAllRefusals.Error("cancelled", "The task was cancelled.");
        }

        return body;
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind is RefusalKind.NotReady or RefusalKind.LinkExpired
        ? _native.Refuse(kind, detail)
        : UniAllRefusals.Of(kind, detail);

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request) => UniAllRefusals.Body(refusal);

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, ModelList.Of("uniall", UniAllOrder.Models));

    private static JsonObject Job(VideoTask task) => new()
    {
        ["id"] = task.Id,
        ["object"] = "video.generation.job",
        ["model"] = "sora2",
        ["status"] = "queued",
        ["progress"] = 0,
        ["created_at"] = task.MadeAt.ToUnixTimeSeconds(),
        ["seconds"] = task.Order.Seconds.ToString(CultureInfo.InvariantCulture),
    };
}
