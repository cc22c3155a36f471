using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Requests;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>One connection in use: every request that its gateway takes, with answers as reports and failures as errors.</summary>
public sealed class Gateway : IDisposable
{
    /// <summary>
    /// How long after a stop an answer is still waited for: it names a task that is paid for, and gateways take seconds to create one.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly KnownKeys _keys;
    private readonly RequestBudget? _budget;
    private readonly AttemptSender _sender;
    private readonly Lazy<HttpClient> _files;
    private readonly Lazy<SafeRequests> _safe;
    private readonly Lazy<SafeRequests> _once;
    private readonly Lazy<CreateRequests> _create;

    /// <summary>Opens nothing yet.</summary>
    internal Gateway(Connection connection, HttpClients clients, TimeProvider time, SharedTurn? turns = null)
    {
        Connection = connection;
        _keys = new KnownKeys(connection);
        _budget = RequestBudget.Of(connection, turns);
        _sender = new AttemptSender(connection, clients, time);
        _files = new(() => clients.ForFiles(connection));
        _safe = new(() => new SafeRequests(_sender, Resilience.Safe(time, _budget), time));
        _once = new(() => new SafeRequests(_sender, Resilience.Once(time, _budget), time));
        _create = new(() => new CreateRequests(connection, _sender, Resilience.Create(time, _budget), time));
    }

    /// <summary>The connection it uses.</summary>
    public Connection Connection { get; }

    /// <summary>Makes errors and texts without any key that was sent.</summary>
    internal GatewayErrors Errors => new(Connection, _keys.Secrets);

    /// <summary>
    /// Sends the request that costs money, and repeats it only where it surely was not taken. When cancelled, nothing more is
    /// sent; an answer that is under way is still waited for, up to a minute.
    /// </summary>
    /// <exception cref="SoraException">
    /// SubmissionUnknown if a task may have been made; any other kind means that none was.
    /// </exception>
    /// <param name="request">The row as the gateway takes it.</param>
    /// <param name="key">The key to send.</param>
    /// <param name="log">Receives a line for each request.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="sending">Called before each attempt; what it throws keeps the request from being sent. May be null.</param>
    internal Task<GatewayResult> CreateAsync(
        PreparedRequest request, RequestKey key, IRequestLog? log, CancellationToken ct, Func<ValueTask>? sending = null) =>
        _create.Value.SendAsync(request, key, sending, log, ct);

    /// <summary>Asks about a task, once answered.</summary>
    /// <exception cref="SoraException">TaskNotFound, AuthenticationFailed, GatewayUnavailable and other kinds.</exception>
    public async Task<GatewayResult> StatusAsync(SoraTask task, IRequestLog? log, CancellationToken ct)
    {
        CheckEndpoint(task);
        Attempt attempt = await SendAsync("poll", Connection.Dialect.Status(task), log, ct).ConfigureAwait(false);
        return ReadStatus(attempt.Answer, task);
    }

    /// <summary>Asks a free endpoint whether the key is good; gives the account's balance where the answer tells it, else null.</summary>
    /// <exception cref="SoraException">
    /// AuthenticationFailed and other kinds; InvalidRequest where the gateway has no such endpoint.
    /// </exception>
    public async Task<AccountBalance?> CheckKeyAsync(IRequestLog? log, CancellationToken ct)
    {
        GatewayRequest check = Connection.Dialect.KeyCheck ?? throw NotOffered("free request that would tell whether the key is good");
        try
        {
            Attempt attempt = await SendAsync("check", check, log, ct).ConfigureAwait(false);
            return Errors.Understand(Connection.Dialect.ReadBalance, attempt.Answer) is { } balance
                ? balance with { Currency = Errors.Word(balance.Currency) }
                : null;
        }
        catch (SoraException exception) when (exception is { Kind: SoraErrorKind.InvalidResponse, HttpStatus: 200 })
        {
            // Accepted with a body of another shape (Apixo documents none for its balance): the key was not refused.
            return null;
        }
    }

    /// <summary>The models that the gateway lists.</summary>
    /// <exception cref="SoraException">InvalidRequest where the gateway has no list, and other kinds.</exception>
    public async Task<IReadOnlyList<SoraModel>> ListModelsAsync(IRequestLog? log, CancellationToken ct)
    {
        GatewayRequest list = Connection.Dialect.ModelList ?? throw NotOffered("list of its models");
        Attempt attempt = await SendAsync("list", list, log, ct).ConfigureAwait(false);
        return [.. Errors.Understand(Connection.Dialect.ReadModelList, attempt.Answer)
            .Select(name => Errors.Word(name))
            .Select(name => Connection.Dialect.FindModel(name) ?? new SoraModel { Provider = "", Model = name })
            .Select(model => model with { Provider = Connection.Name })];
    }

    /// <summary>
    /// A page of the gateway's tasks; newest first was asked for. They are as they came, to be compared with what was sent.
    /// </summary>
    /// <exception cref="SoraException">
    /// InvalidRequest where the gateway has no list, InvalidResponse where its answer is none, and other kinds.
    /// </exception>
    public async Task<TaskPage> ListTasksAsync(string? after, IRequestLog? log, CancellationToken ct)
    {
        Attempt attempt = await SendAsync("list", ListOf(after), log, ct).ConfigureAwait(false);
        return ReadPage(attempt.Answer);
    }

    /// <summary>
    /// The same in one attempt, for what can be asked in another way, too. No body is logged: what is in it may be other people's.
    /// </summary>
    /// <exception cref="SoraException">As for <see cref="ListTasksAsync"/>.</exception>
    internal async Task<TaskPage> ListTasksOnceAsync(string? after, IRequestLog? log, CancellationToken ct)
    {
        GatewayMessage message = new(Connection, "list", ListOf(after), ReadKey(), log, logsBodies: false);
        Attempt attempt = await _once.Value.SendAsync(message, ct).ConfigureAwait(false);
        return ReadPage(attempt.Answer);
    }

    /// <summary>What a page says about a task, as if its part of it were the answer about the task; null if that would be none.</summary>
    internal GatewayResult? ReadListed(TaskPage page, int place, SoraTask task, IRequestLog log)
    {
        string text = page.Items[place].GetRawText();
        GatewayAnswer answer = page.Answer with
        {
            Json = page.Items[place],
            Text = text.Length <= CappedContent.MaxText ? text : text[..CappedContent.MaxText],
        };
        if (Errors.Read(answer) is not null)
        {
            return null;
        }

        if (log.WantsBodies)
        {
            log.Body($"< {DebugText.Of(Errors.Scrub(answer.Text))}");
        }

        try
        {
            return ReadStatus(answer, task);
        }
        catch (SoraException)
        {
            return null;
        }
    }

    /// <summary>Deletes a task at the gateway; false if the gateway cannot, or has none of that id any more.</summary>
    /// <exception cref="SoraException">The gateway refused to; InvalidRequest while the task is not finished.</exception>
    public async Task<bool> DeleteAsync(SoraTask task, IRequestLog? log, CancellationToken ct)
    {
        if (Connection.Dialect.Delete(task) is not { } delete)
        {
            return false;
        }

        CheckEndpoint(task);
        try
        {
            await SendAsync("delete", delete, log, ct).ConfigureAwait(false);
            return true;
        }
        catch (SoraException exception) when (exception is { Kind: SoraErrorKind.InvalidResponse, HttpStatus: >= 200 and < 300 })
        {
            // Deleted, and nothing said about it.
            return true;
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.TaskNotFound)
        {
            return false;
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.InvalidRequest)
        {
            throw new SoraException(exception.Kind, exception.Message, exception)
            {
                RecommendedAction = "Gateways delete only tasks that have ended: use Wait-SoraTask first.",
            };
        }
    }

    /// <summary>The connection's key; null for a server that needs none.</summary>
    /// <exception cref="SoraException">ApiKeyMissing.</exception>
    public ApiKey? RequireKey() => ReadKey().Key;

    /// <summary>Prepares what its first row will need.</summary>
    internal void WarmUp()
    {
        OpenClient();
        _ = _create.Value;
        _ = Connection.Dialect.Models;
    }

    /// <summary>Creates the HTTP client: once a row is claimed, only sending may fail.</summary>
    internal void OpenClient() => _sender.Open();

    /// <summary>Reads the key for one request.</summary>
    /// <exception cref="SoraException">ApiKeyMissing.</exception>
    internal RequestKey ReadKey() => _keys.Require();

    /// <inheritdoc/>
    public void Dispose() => _budget?.Dispose();

    /// <summary>The client for links to files.</summary>
    internal HttpClient Files => _files.Value;

    /// <summary>The key for one request for a file.</summary>
    /// <param name="isSent">Whether the request sends it; otherwise it is only removed from what is shown.</param>
    /// <exception cref="SoraException">ApiKeyMissing: it must be sent but cannot be read.</exception>
    internal RequestKey KeyForFile(bool isSent) => isSent ? ReadKey() : _keys.Hide();

    private Task<Attempt> SendAsync(string operation, GatewayRequest request, IRequestLog? log, CancellationToken ct) =>
        _safe.Value.SendAsync(new GatewayMessage(Connection, operation, request, ReadKey(), log), ct);

    /// <summary>Whether a task was made at the address that the connection points to.</summary>
    internal bool Serves(SoraTask task) => task.Endpoint is null || task.Endpoint == Connection.BaseUri;

    private GatewayResult ReadStatus(GatewayAnswer answer, SoraTask task)
    {
        TaskReport report = Errors.Clean(Errors.Understand(one => Connection.Dialect.ReadStatus(one, task), answer));
        return report is { RawState: null, VideoUri: null }
            ? throw Errors.From(new GatewayError(SoraErrorKind.InvalidResponse, "The answer does not give a state"), answer)
            : new GatewayResult(report, answer);
    }

    private GatewayRequest ListOf(string? after) =>
        Connection.Dialect.TaskList(after) ?? throw NotOffered("list of its tasks");

    private TaskPage ReadPage(GatewayAnswer answer) => Errors.Understand(Connection.Dialect.ReadTaskList, answer)
        ?? throw Errors.From(new GatewayError(SoraErrorKind.InvalidResponse, "The answer is no list of tasks"), answer);

    private void CheckEndpoint(SoraTask task)
    {
        if (!Serves(task))
        {
            throw new SoraException(
                SoraErrorKind.TaskNotFound,
                $"The task was made at {task.Endpoint}, but {Connection.Name} now points to {Connection.BaseUri}.")
            {
                RecommendedAction = "Point the provider back with Set-SoraProvider -BaseUri, or restart the session's emulator.",
            };
        }
    }

    private SoraException NotOffered(string what) => new(SoraErrorKind.InvalidRequest, $"{Connection.Name} has no {what}.")
    {
        RecommendedAction = "Look in the gateway's console.",
    };
}
