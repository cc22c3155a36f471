using SoraPS.Core.Json;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>
/// How one kind of gateway is spoken to, as pure functions: what a row asks for becomes an HTTP message, an answer becomes a
/// report about the task or an error. Sending, retrying, polling, the ledger and downloads are never a dialect's business.
/// </summary>
public abstract class Dialect
{
    /// <summary>The name of the video itself among what <see cref="Content"/> fetches.</summary>
    public const string VideoContent = "video";

    // Read when somebody asks: most sessions use one gateway.
    private readonly Lazy<IReadOnlyList<SoraModel>> _models;

    /// <summary>A dialect whose models.json lies in the folder of its name.</summary>
    protected Dialect() => _models = new(() => ModelData.Load(Name));

    /// <summary>The dialect's name, also that of its built-in provider.</summary>
    public abstract string Name { get; }

    /// <summary>The service's own base address, without a trailing slash.</summary>
    public abstract Uri DefaultBaseUri { get; }

    /// <summary>The environment variable that holds the key.</summary>
    public abstract string KeyVariable { get; }

    /// <summary>The header that carries the key; by default Authorization with Bearer.</summary>
    public virtual KeyHeader KeyHeader => KeyHeader.Bearer;

    /// <summary>The model for rows that name none.</summary>
    public abstract string DefaultModel { get; }

    /// <summary>The models it documents, with allowed values and prices.</summary>
    public IReadOnlyList<SoraModel> Models => _models.Value;

    /// <summary>The documented model of a name or alias; null if there is none.</summary>
    public SoraModel? FindModel(string? name) => Models.FirstOrDefault(model =>
        model.Model.Equals(name, StringComparison.OrdinalIgnoreCase) || model.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Whether others run servers of it: then <see cref="Models"/> has prices and defaults for
    /// <see cref="DefaultBaseUri"/> only.
    /// </summary>
    public virtual bool IsOpenProtocol => false;

    /// <summary>The words by which the gateway names a task's states.</summary>
    public abstract StateWords States { get; }

    /// <summary>The documented polling schedule.</summary>
    public abstract PollPace Pace { get; }

    /// <summary>How long a result link lives after completion; null if not documented.</summary>
    public virtual TimeSpan? LinkLife => null;

    /// <summary>Documented requests a minute; null if not documented.</summary>
    public virtual int? RequestsPerMinute => null;

    /// <summary>What it documents about reference images.</summary>
    public abstract ImageRules Image { get; }

    /// <summary>Whether the gateway accepts a callback address.</summary>
    public virtual bool TakesCallback => false;

    /// <summary>Whether the gateway makes remixes, edits and extensions of videos that it made.</summary>
    public virtual bool MakesFromVideos => false;

    /// <summary>Whether the gateway can be asked to leave its watermark out.</summary>
    public virtual bool TakesRemoveWatermark => false;

    /// <summary>
    /// Brings a row to what is sent: model names that follow from other values, and other things that only this gateway has.
    /// Ratio and resolution arrive in the spelling of <see cref="VideoShape"/>.
    /// </summary>
    /// <exception cref="SoraException">InvalidRequest: the row contradicts itself.</exception>
    public virtual ResolvedRequest Resolve(ResolvedRequest request) => request;

    /// <summary>
    /// What is wrong with a row beyond what <see cref="Models"/> allows, one sentence each; skipped with -SkipValidation.
    /// </summary>
    public virtual IEnumerable<string> Check(PreparedRequest request) => [];

    /// <summary>The message that makes a task of a row.</summary>
    public abstract GatewayRequest Create(PreparedRequest request);

    /// <summary>
    /// The names of a task's id in the answer to <see cref="Create"/>, those that only tasks have first: by them an id is found
    /// in an answer that cannot be read otherwise.
    /// </summary>
    public abstract IReadOnlyList<string> IdNames { get; }

    /// <summary>Reads a successful answer to <see cref="Create"/>; a report without id means that it could not be understood.</summary>
    public abstract TaskReport ReadCreate(GatewayAnswer answer);

    /// <summary>
    /// Whether an answer to <see cref="Create"/> is the refusal of a server that did not read the JSON at all, because it takes
    /// forms only. No task was made then.
    /// </summary>
    public virtual bool WantsForm(GatewayAnswer answer) => false;

    /// <summary>
    /// The message that asks about a task. The task is the handle: it holds the id and the model, and in
    /// <see cref="SoraTask.GatewayData"/> whatever else the dialect has kept of earlier answers. The ledger keeps all three.
    /// </summary>
    /// <exception cref="ArgumentNullException">The task has no id.</exception>
    public abstract GatewayRequest Status(SoraTask task);

    /// <summary>Reads a successful answer to <see cref="Status"/>.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="task">The task that was asked about.</param>
    public abstract TaskReport ReadStatus(GatewayAnswer answer, SoraTask task);

    /// <summary>Reads an answer's error; null if it is none. Called for every answer, since some gateways fail inside HTTP 200.</summary>
    public abstract GatewayError? ReadError(GatewayAnswer answer);

    /// <summary>A free request that only works with a good key; null where none is known.</summary>
    public virtual GatewayRequest? KeyCheck => null;

    /// <summary>The account's balance in a successful answer to <see cref="KeyCheck"/>; null where it has none.</summary>
    public virtual AccountBalance? ReadBalance(GatewayAnswer answer) => null;

    /// <summary>The message that lists models; null where the gateway has no list.</summary>
    public virtual GatewayRequest? ModelList => null;

    /// <summary>The names in a successful answer to <see cref="ModelList"/>; by default those of OpenAI's list.</summary>
    public virtual IReadOnlyList<string> ReadModelList(GatewayAnswer answer) =>
        [.. answer.Json.At("data").Items().Select(model => model.Text("id")).OfType<string>()];

    /// <summary>The message that lists tasks, newest first, after the given id; null where the gateway has no list.</summary>
    public virtual GatewayRequest? TaskList(string? after) => null;

    /// <summary>Reads a successful answer to <see cref="TaskList"/>; null if it is no list.</summary>
    public virtual TaskPage? ReadTaskList(GatewayAnswer answer) => null;

    /// <summary>The message that deletes a task; null where the gateway cannot.</summary>
    public virtual GatewayRequest? Delete(SoraTask task) => null;

    /// <summary>
    /// The message that fetches a finished task's bytes from the gateway itself, with the key; null where the video has a link
    /// of its own (<see cref="SoraTask.VideoUri"/>), which is fetched without the key.
    /// </summary>
    /// <param name="task">The finished task.</param>
    /// <param name="variant">video, thumbnail or spritesheet.</param>
    public virtual GatewayRequest? Content(SoraTask task, string variant) => null;

    /// <summary>The id of a task as a part of an address.</summary>
    /// <exception cref="ArgumentNullException">The task has no id.</exception>
    protected static string IdOf(SoraTask task)
    {
        ArgumentNullException.ThrowIfNull(task.Id);
        return Uri.EscapeDataString(task.Id);
    }
}
