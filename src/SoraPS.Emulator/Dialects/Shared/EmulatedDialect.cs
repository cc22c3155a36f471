using System.Text.Json.Nodes;
using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>One gateway's paths, rules and words. What all gateways do alike is not its business.</summary>
internal abstract class EmulatedDialect
{
    public abstract string Name { get; }

    /// <summary>Path under which the gateway lives, without a slash at its end.</summary>
    public abstract string BasePath { get; }

    /// <summary>Documented life of a download link.</summary>
    public virtual TimeSpan LinkLife => TimeSpan.FromHours(24);

    /// <summary>Whether an empty account shows in the task and not in the answer to the create request.</summary>
    public virtual bool NoCreditFailsTask => false;

    /// <summary>The key, read where the gateway documents it; null if the request has none.</summary>
    public virtual string? KeyIn(HttpRequest request) => request.BearerKey;

    /// <summary>The request's meaning, or null for a path that does not exist.</summary>
    public abstract Route? Match(string method, string[] path, HttpRequest request);

    /// <summary>The fields of a create request.</summary>
    public virtual Fields Open(HttpRequest request) => Fields.Of(request, Wrong);

    /// <summary>Validates a create request.</summary>
    public abstract VideoOrder Read(Fields fields, Route route);

    /// <summary>Validates a create request that may name other tasks.</summary>
    public virtual VideoOrder Read(Fields fields, Route route, TaskStore tasks) => Read(fields, route);

    /// <summary>What is wrong with a field, in the gateway's words.</summary>
    public abstract Refusal Wrong(FieldProblem problem);

    public abstract string NewId(VideoOrder order, DateTimeOffset now);

    public abstract JsonObject Created(VideoTask task, HttpRequest request);

    /// <summary>Puts the word of a finished task into the answer to a create request.</summary>
    public virtual void MarkDone(JsonObject created) => created["status"] = "completed";

    /// <summary>Where a task is asked about, below <see cref="BasePath"/>.</summary>
    public abstract string StatusPath(VideoTask task);

    public abstract JsonObject Status(VideoTask task, TaskView view, HttpRequest request);

    /// <summary>The error that the gateway documents for a case that is not about a field.</summary>
    public abstract Refusal Refuse(RefusalKind kind, string detail = "");

    /// <summary>The error that the gateway documents for an HTTP status, whatever the request.</summary>
    public virtual Refusal Error(int status) => Refuse(RefusalKind.ServerError) with { Status = status };

    public abstract JsonObject ErrorBody(Refusal refusal, Route? route, HttpRequest request);

    /// <summary>Lists, balances, deletions.</summary>
    public virtual HttpReply Extra(Route route, HttpRequest request, TaskStore tasks, bool hasCredit) =>
        throw Refuse(RefusalKind.RouteNotFound).ToException();

    public virtual int HttpStatusOf(Refusal refusal) => refusal.Status;

    /// <summary>Adds the headers that the gateway sends with a task.</summary>
    public virtual HttpReply WithHeaders(HttpReply reply, VideoTask task, TaskView view) => reply;

    /// <summary>How the gateway calls back when a task ends; null if it does not.</summary>
    public virtual CallbackPolicy? Callbacks => null;

    /// <summary>Signs what is sent to <see cref="CallbackUri"/>; null for no signature.</summary>
    public virtual string? WebhookSecret => null;

    /// <summary>Where the gateway calls back about a task; null for nowhere.</summary>
    public virtual Uri? CallbackUri(VideoOrder order) => order.CallbackUri;

    /// <summary>What it says then; by default what the answer to a status request says.</summary>
    public virtual JsonObject CallbackBody(VideoTask task, TaskView view, HttpRequest request) => Status(task, view, request);

    /// <summary>Whether a model's name marks it as one that the gateway has taken down.</summary>
    public static bool IsRetired(string model) => model.StartsWith("retired", StringComparison.OrdinalIgnoreCase);

    /// <summary>Random lower-case hexadecimal digits.</summary>
    protected static string Hex(int length) =>
        System.Security.Cryptography.RandomNumberGenerator.GetHexString(length, lowercase: true);
}
