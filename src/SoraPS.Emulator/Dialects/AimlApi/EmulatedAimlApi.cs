using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.AimlApi;

/// <summary>AI/ML API: ids hold ':' and '/', states run backwards once, 403 can say 'out of credits'.</summary>
internal sealed class EmulatedAimlApi(EmulatorOptions options) : EmulatedDialect
{
    public override string Name => "AimlApi";

    public override string BasePath => "/aimlapi";

    public override Route? Match(string method, string[] path, HttpRequest request) => (method, path) switch
    {
        ("POST", ["v2", "video", "generations"]) => new Route(RouteKind.Create),
        ("GET", ["v2", "video", "generations"]) =>
            request.Query.GetValueOrDefault("generation_id") is { Length: > 0 } id
                ? new Route(RouteKind.Status, id)
                : throw Invalid("generation_id", "Required").ToException(),
        ("GET", ["v2", "billing"]) => new Route(RouteKind.Extra, "billing"),
        _ => null,
    };

    public override Refusal Wrong(FieldProblem problem) => Invalid(problem.Field, problem.Fault switch
    {
        FieldFault.Missing => "Required",
        FieldFault.WrongType => $"Expected {problem.Expected}, received {problem.Received}",
        FieldFault.NotAllowed => "Invalid enum value. Expected "
            + $"'{problem.Expected.Replace(", ", "' | '", StringComparison.Ordinal)}', received '{problem.Received}'",
        _ => problem.Plain,
    });

    public override VideoOrder Read(Fields fields, Route route)
    {
        string model = fields.Required("model");
        return IsRetired(model) ? throw Refuse(RefusalKind.ModelNotFound, model).ToException() : AimlApiOrder.Read(fields, model);
    }

    public override string NewId(VideoOrder order, DateTimeOffset now) => $"video_{Hex(48)}:{order.Model}";

    public override JsonObject Created(VideoTask task, HttpRequest request) => Body(task, "queued");

    public override string StatusPath(VideoTask task) =>
        $"/v2/video/generations?generation_id={Uri.EscapeDataString(task.Id)}";

    public override JsonObject Status(VideoTask task, TaskView view, HttpRequest request)
    {
        string word = view.Word ?? view.Stage switch
        {
            TaskStage.Succeeded => "completed",
            TaskStage.Failed or TaskStage.Cancelled => "error",
            // Back to the queue in the middle, as in the run that the gateway documents.
            _ => view.Share is >= 0.3 and < 0.6 ? "queued" : "generating",
        };
        JsonObject body = Body(task, word);
        if (view.VideoUri is { } uri)
        {
            body["video"] = new JsonObject { ["url"] = uri.AbsoluteUri };
            body["meta"]!["usage"] = new JsonObject { ["credits_used"] = task.Order.Seconds * 210000 };
        }

        if (view.Stage is TaskStage.Failed or TaskStage.Cancelled)
        {
            body["error"] = view.Stage == TaskStage.Failed
                ? Error("moderation_blocked", "Your request was blocked by our moderation system.")
                : Error("cancelled", "The generation was cancelled.");
        }

        return body;
    }

    public override Refusal Refuse(RefusalKind kind, string detail = "") => kind switch
    {
        RefusalKind.BadKey => new(kind, 401, "This request requires a valid API key. "
            + "You can create a new API key on the Billing page: https://aimlapi.com/app/keys"),
        RefusalKind.NoCredit => new(kind, 403, "You've run out of credits. Please top up your balance "
            + "or update your payment method to continue: https://aimlapi.com/app/billing"),
        RefusalKind.TaskNotFound => new(kind, 404, "Generation not found"),
        RefusalKind.ModelNotFound => new(kind, 404, $"Model is deprecated: {detail}"),
        RefusalKind.RateLimited => new(kind, 429, "Too Many Requests"),
        RefusalKind.ServerError => new(kind, 502, "Bad Gateway"),
        _ => new(kind, 404, "Not Found"),
    };

    public override Refusal Error(int status) => new(RefusalKind.ServerError, status, status switch
    {
        429 => "Too Many Requests",
        500 => "Internal server error",
        503 => "Service unavailable",
        504 => "Generation timeout",
        _ => "Bad Gateway",
    });

    public override JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request)
    {
        JsonObject body = new()
        {
            ["message"] = refusal.Text,
            ["path"] = request.RawPath[BasePath.Length..],
            ["requestId"] = request.RequestId,
            // A string in the documented 429, a number elsewhere.
            ["statusCode"] = refusal.Status == 429 ? "429" : JsonValue.Create(refusal.Status),
            ["timestamp"] = options.TimeProvider.GetUtcNow()
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        if (refusal.Param is not null)
        {
            body["details"] = new JsonArray(
                new JsonObject { ["path"] = new JsonArray(refusal.Param), ["message"] = refusal.Code });
        }

        return body;
    }

    public override HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        HttpReply.Json(200, new JsonObject { ["current_balance"] = hasCredit ? 123.45 : 0, ["currency"] = "USD" });

    public override HttpReply WithHeaders(HttpReply reply, VideoTask task, TaskView view) =>
        reply.With("x-inference-id", task.OrderKey[..32]);

    private static JsonObject Body(VideoTask task, string status) => new()
    {
        ["id"] = task.Id,
        ["status"] = status,
        ["video"] = null,
        ["error"] = null,
        ["meta"] = new JsonObject { ["usage"] = null },
    };

    private static JsonObject Error(string name, string message) => new() { ["name"] = name, ["message"] = message };

    private static Refusal Invalid(string field, string detail) =>
        new(RefusalKind.Invalid, 400, "Body validation error!") { Param = field, Code = detail };
}
