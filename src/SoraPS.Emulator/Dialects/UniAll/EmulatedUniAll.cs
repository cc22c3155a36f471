using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoraPS.Emulator.Dialects.OpenAI;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.UniAll;

/// <summary>
/// UniAll: the model's name holds ratio and length; <c>duration</c> in a status is processing time. Its page of OpenAI's native format
/// is known by name only, so POST /v1/videos is OpenAI's with UniAll's models.
/// </summary>
internal sealed partial class EmulatedUniAll(EmulatorOptions options) : EmulatedDialect
{
    private const string NativeFormat = "native";
    private static readonly string[] s_fields = ["image_url", "aspect_ratio", "duration"];
    private static readonly string[] s_nativeFields = ["input_reference", "seconds", "size"];
    private static readonly string[] s_models =
    [
        "sora2-landscape-4s", "sora2-landscape-8s", "sora2-landscape-12s",
        "sora2-portrait-4s", "sora2-portrait-8s", "sora2-portrait-12s",
        "sora2-pro-720p", "sora2-pro-1080p", "sora2-pro-true-1080p",
    ];

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

    public override Refusal Wrong(FieldProblem problem) => Invalid(problem.Field, problem.Plain);

    public override Fields Open(HttpRequest request) =>
        request.RawPath == $"{BasePath}/v1/videos" ? _native.Open(request) : base.Open(request);

    public override VideoOrder Read(Fields fields, Route route)
    {
        bool isNative = route.Id == NativeFormat;
        RefuseMixed(fields, isNative ? s_fields : s_nativeFields);
        return isNative ? ReadNative(fields) : ReadOwn(fields);
    }

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
                ? Error("content_policy_violation", "The prompt was blocked by the content policy.")
                : Error("cancelled", "The task was cancelled.");
        }

        return body;
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, "Invalid API key") { Code = "invalid_api_key" },
        RefusalKind.NoCredit => new(kind, 402, "Insufficient balance") { Code = "insufficient_quota" },
        RefusalKind.TaskNotFound => new(kind, 404, "Task not found") { Code = "task_not_found" },
        RefusalKind.ModelNotFound =>
            new(kind, 404, $"The model '{detail}' was not found") { Code = "model_not_found", Param = "model" },
        RefusalKind.RateLimited => new(kind, 429, "Rate limit exceeded") { Code = "rate_limit_exceeded" },
        RefusalKind.ServerError => new(kind, 502, "Upstream error") { Code = "upstream_error" },
        RefusalKind.NotReady or RefusalKind.LinkExpired => _native.Refuse(kind, detail),
        _ => new(kind, 404, "Not found"),
    };

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request)
    {
        JsonObject error = Error(refusal.Code, refusal.Text);
        error["type"] = refusal.Status >= 500 ? "server_error" : "invalid_request_error";
        error["param"] = refusal.Param;
        return new JsonObject { ["error"] = error };
    }

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, ModelList.Of("uniall", s_models));

    private static void RefuseMixed(Fields fields, string[] others)
    {
        if (fields.Names.FirstOrDefault(others.Contains) is { } other)
        {
            throw Invalid(other, $"{other} belongs to another format: UniAll task format and native OpenAI format cannot be mixed")
                .ToException();
        }
    }

    private VideoOrder ReadNative(Fields fields)
    {
        string model = fields.Required("model");
        if (!s_models.Contains(model))
        {
            throw Refuse(RefusalKind.ModelNotFound, model).ToException();
        }

        VideoOrder order = OpenAIForm.Read(fields) with { IsNative = true };
        Match name = SizedName().Match(model);
        if (!name.Success)
        {
            return order;
        }

        int seconds = int.Parse(name.Groups["seconds"].Value, CultureInfo.InvariantCulture);
        string size = name.Groups["shape"].Value == "landscape" ? "1280x720" : "720x1280";
        if (fields.Has("seconds") && order.Seconds != seconds)
        {
            throw Invalid("seconds", $"seconds conflicts with model {model}").ToException();
        }

        if (fields.Has("size") && order.Size != size)
        {
            throw Invalid("size", $"size conflicts with model {model}").ToException();
        }

        return order with { Seconds = seconds, Size = size, SizeAsAsked = null };
    }

    private VideoOrder ReadOwn(Fields fields)
    {
        string model = fields.Required("model");
        if (IsRetired(model))
        {
            throw Refuse(RefusalKind.ModelNotFound, model).ToException();
        }

        fields.OneOf("model", "", s_models);
        string? image = fields.Text("image_url");
        if (image is not null && ImageAddress.Judge(image) is not ImageVerdict.Good and var verdict)
        {
            throw Invalid("image_url", $"image_url cannot be used: {verdict}").ToException();
        }

        Match name = SizedName().Match(model);
        string ratio = name.Groups["shape"].Value switch
        {
            "landscape" => "16:9",
            "portrait" => "9:16",
            _ => fields.OneOf("aspect_ratio", "16:9", "16:9", "9:16"),
        };
        if (fields.OneOf("aspect_ratio", ratio, "16:9", "9:16") != ratio)
        {
            throw Invalid("aspect_ratio", $"aspect_ratio conflicts with model {model}").ToException();
        }

        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Required("prompt"),
            Seconds = Seconds(fields, model, name),
            Size = Size(model, ratio),
            ImageUrl = image,
        };
    }

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

    private static int Seconds(Fields fields, string model, Match name)
    {
        int? asked = fields.Raw("duration")?.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? int.TryParse(fields.Text("duration"), CultureInfo.InvariantCulture, out int number) ? number : -1
            : fields.Integer("duration");
        int seconds = name.Success ? int.Parse(name.Groups["seconds"].Value, CultureInfo.InvariantCulture) : asked ?? 4;
        if (asked is not null && asked is not (4 or 8 or 12 or 16 or 20))
        {
            throw Invalid("duration", "duration must be one of: 4, 8, 12, 16, 20").ToException();
        }

        return asked is null || asked == seconds
            ? seconds
            : throw Invalid("duration", $"duration conflicts with model {model}").ToException();
    }

    private static string Size(string model, string ratio) => (model, ratio) switch
    {
        ("sora2-pro-1080p", "16:9") => "1792x1024",
        ("sora2-pro-1080p", _) => "1024x1792",
        ("sora2-pro-true-1080p", "16:9") => "1920x1080",
        ("sora2-pro-true-1080p", _) => "1080x1920",
        (_, "16:9") => "1280x720",
        _ => "720x1280",
    };

    private static Refusal Invalid(string field, string message) =>
        new(RefusalKind.Invalid, 400, message) { Param = field, Code = "invalid_request" };

    private static JsonObject Error(string? code, string message) => new() { ["code"] = code, ["message"] = message };

    [GeneratedRegex("^sora2-(?<shape>landscape|portrait)-(?<seconds>[0-9]+)s$")]
    private static partial Regex SizedName();
}
