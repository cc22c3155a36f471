using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Gateways;

/// <summary>One connection in use: every request that its gateway takes, with answers as reports and failures as errors.</summary>
public sealed class Gateway : IDisposable
{
    /// <summary>
    /// How long after a stop an answer is still waited for: it names a task that is paid for, and gateways take seconds to create one.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly HttpClients _clients;
    private readonly KnownKeys _keys;
    private readonly RequestBudget? _budget;
    private readonly AttemptSender _sender;
    private readonly Lazy<SafeRequests> _safe;
    private readonly Lazy<CreateRequests> _create;

    /// <summary>Opens nothing yet.</summary>
    internal Gateway(Connection connection, HttpClients clients, TimeProvider time, SharedTurn? turns = null)
    {
        Connection = connection;
        _clients = clients;
        _keys = new KnownKeys(connection);
        _budget = RequestBudget.Of(connection, turns);
        _sender = new AttemptSender(connection, clients, time);
        _safe = new(() => new SafeRequests(_sender, Resilience.Safe(time, _budget), time));
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
        TaskReport report = Errors.Clean(Errors.Understand(answer => Connection.Dialect.ReadStatus(answer, task), attempt.Answer));
        return report is { RawState: null, VideoUri: null }
            ? throw Errors.From(new GatewayError(SoraErrorKind.InvalidResponse, "The answer does not give a state"), attempt.Answer)
            : new GatewayResult(report, attempt.Answer);
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
        GatewayRequest list = Connection.Dialect.TaskList(after) ?? throw NotOffered("list of its tasks");
        Attempt attempt = await SendAsync("list", list, log, ct).ConfigureAwait(false);
        return Errors.Understand(Connection.Dialect.ReadTaskList, attempt.Answer) is { } page
            ? page with { ClockAhead = attempt.Answer.ClockAhead }
            : throw Errors.From(new GatewayError(SoraErrorKind.InvalidResponse, "The answer is no list of tasks"), attempt.Answer);
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
    internal HttpClient Files => _clients.ForFiles(Connection);

    /// <summary>The key for one request for a file.</summary>
    /// <param name="isSent">Whether the request sends it; otherwise it is only removed from what is shown.</param>
    /// <exception cref="SoraException">ApiKeyMissing: it must be sent but cannot be read.</exception>
    internal RequestKey KeyForFile(bool isSent) => isSent ? ReadKey() : _keys.Hide();

    private Task<Attempt> SendAsync(string operation, GatewayRequest request, IRequestLog? log, CancellationToken ct) =>
        _safe.Value.SendAsync(new GatewayMessage(Connection, operation, request, ReadKey(), log), ct);

    private void CheckEndpoint(SoraTask task)
    {
        if (task.Endpoint is { } endpoint && endpoint != Connection.BaseUri)
        {
            throw new SoraException(
                SoraErrorKind.TaskNotFound, $"The task was made at {endpoint}, but {Connection.Name} now points to {Connection.BaseUri}.")
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
