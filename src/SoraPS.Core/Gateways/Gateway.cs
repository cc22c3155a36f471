using System.Threading.RateLimiting;
using Polly;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Json;
using SoraPS.Core.Requests;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>One connection in use: sends what its dialect says, repeats what may be repeated, and turns failures into errors.</summary>
public sealed class Gateway : IDisposable
{
    /// <summary>
    /// How long after a stop an answer is still waited for: it names a task that is paid for, and gateways take seconds to create one.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Attempt> _safe;
    private readonly ResiliencePipeline<Attempt> _create;
    private readonly RateLimiter? _budget;

    // An answer may repeat the key of its own request, which need not be the key of now: a variable can be set anew meanwhile.
    private readonly Lock _keys = new();
    private Secrets _secrets = Secrets.Of(null);

    // Learned from a refusal; true stays true as long as the connection does.
    private volatile bool _takesForms;

    /// <summary>Opens nothing yet.</summary>
    public Gateway(Connection connection, HttpClient client, HttpClient files, TimeProvider time)
    {
        Connection = connection;
        _client = client;
        Files = files;
        _time = time;
        _budget = Resilience.Budget(connection.RequestsPerMinute ?? connection.Dialect.RequestsPerMinute);
        _safe = Resilience.Safe(time, _budget);
        _create = Resilience.Create(time, _budget);
    }

    /// <summary>The connection it uses.</summary>
    public Connection Connection { get; }

    /// <summary>
    /// Sends the request that costs money, and repeats it only where it surely was not taken. When cancelled, nothing more is
    /// sent; an answer that is under way is still waited for, up to a minute.
    /// </summary>
    /// <exception cref="SoraException">
    /// SubmissionUnknown if a task may have been made; any other kind means that none was.
    /// </exception>
    public async Task<GatewayResult> CreateAsync(PreparedRequest request, IRequestLog? log, CancellationToken ct)
    {
        bool asForm = _takesForms;
        Attempt attempt = await SendCreateAsync(CreateMessage(request, asForm), log, ct).ConfigureAwait(false);
        if (!asForm && attempt.TaskId is null && Errors.Understand(Connection.Dialect.WantsForm, attempt.Answer))
        {
            _takesForms = true;
            attempt = await SendCreateAsync(CreateMessage(request, asForm: true), log, ct).ConfigureAwait(false);
        }

        CreateFailures.Check(attempt, Errors);
        return Created(attempt);
    }

    /// <summary>Asks about a task, once answered.</summary>
    /// <exception cref="SoraException">TaskNotFound, AuthenticationFailed, GatewayUnavailable and other kinds.</exception>
    public async Task<GatewayResult> StatusAsync(SoraTask task, IRequestLog? log, CancellationToken ct)
    {
        CheckEndpoint(task);
        Attempt attempt = await SafelyAsync("poll", Connection.Dialect.Status(task), log, ct).ConfigureAwait(false);
        TaskReport report = Errors.Clean(Errors.Understand(answer => Connection.Dialect.ReadStatus(answer, task), attempt.Answer));
        return report is { RawState: null, VideoUri: null }
            ? throw Errors.From(new GatewayError(SoraErrorKind.InvalidResponse, "The answer tells no state"), attempt.Answer)
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
            Attempt attempt = await SafelyAsync("check", check, log, ct).ConfigureAwait(false);
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
        Attempt attempt = await SafelyAsync("list", list, log, ct).ConfigureAwait(false);
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
        Attempt attempt = await SafelyAsync("list", list, log, ct).ConfigureAwait(false);
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
            await SafelyAsync("delete", delete, log, ct).ConfigureAwait(false);
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
    public ApiKey? RequireKey()
    {
        ApiKey? key = Connection.FindKey();
        Hide(key);
        return key is null && Connection.IsBuiltIn
            ? throw new SoraException(SoraErrorKind.ApiKeyMissing, $"There is no key for {Connection.Name}.")
            {
                RecommendedAction = $"Set $env:{Connection.KeyVariable}, or use Set-SoraProvider {Connection.Name} -ApiKey.",
            }
            : key;
    }

    /// <inheritdoc/>
    public void Dispose() => _budget?.Dispose();

    internal GatewayErrors Errors => new(Connection, HideAll());

    /// <summary>For links to files.</summary>
    internal HttpClient Files { get; }

    private Secrets HideAll()
    {
        try
        {
            return Hide(Connection.FindKey());
        }
        catch (SoraException)
        {
            // A key that cannot be read was not sent. The answer at hand may name a task that is paid for.
            return Hide(null);
        }
    }

    private Secrets Hide(ApiKey? key)
    {
        lock (_keys)
        {
            return _secrets = _secrets.And(key?.Reveal());
        }
    }

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

    private GatewayMessage CreateMessage(PreparedRequest request, bool asForm)
    {
        try
        {
            GatewayRequest create = Connection.Dialect.Create(request);
            if (create.Body is not null)
            {
                JsonMerge.Into(create.Body, request.AdditionalBody);
            }

            return new GatewayMessage(Connection, "submit", create with { AsForm = asForm }, RequireKey()) { MakesTask = true };
        }
        catch (Exception exception) when (exception is not SoraException)
        {
            throw CreateFailures.NotComposed(exception, Connection);
        }
    }

    private async Task<Attempt> SendCreateAsync(GatewayMessage message, IRequestLog? log, CancellationToken ct)
    {
        using CancellationTokenSource patience = new(Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenRegistration stop = ct.Register(() => End(patience, message));
        ResilienceContext context = Resilience.Begin(
            _time, wait => RequestTrace.Repeats(message, log, wait), patience.Token, ct);
        try
        {
            Attempt attempt = await _create.ExecuteAsync((c, m) => SendAsync(m, log, c.CancellationToken), context, message)
                .ConfigureAwait(false);
            if (Resilience.WasRejectedForNow(attempt))
            {
                // Nothing but the stop kept it from being sent again: that is no failure of the row.
                ct.ThrowIfCancellationRequested();
            }

            return attempt;
        }
        catch (Exception exception) when (
            RequestFailures.IsNoAnswer(exception) && (message.IsInFlight || exception is not OperationCanceledException))
        {
            if (!message.IsInFlight)
            {
                ct.ThrowIfCancellationRequested();
            }

            throw CreateFailures.NoAnswer(exception, message, Errors);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private GatewayResult Created(Attempt attempt)
    {
        return CreateFailures.ReportIn(attempt.Answer, Connection.Dialect) is { } read && Errors.Clean(read) is { Id: not null } report
            ? new GatewayResult(report, attempt.Answer)
            : throw CreateFailures.NotUnderstood(attempt.Answer, Errors);
    }

    private async Task<Attempt> SafelyAsync(string operation, GatewayRequest request, IRequestLog? log, CancellationToken ct)
    {
        GatewayMessage message = new(Connection, operation, request, RequireKey());
        ResilienceContext context = Resilience.Begin(_time, wait => RequestTrace.Repeats(message, log, wait), ct);
        try
        {
            Attempt attempt = await _safe.ExecuteAsync((c, m) => SendAsync(m, log, c.CancellationToken), context, message)
                .ConfigureAwait(false);
            return attempt.Error is { } error ? throw Errors.From(error, attempt.Answer) : attempt;
        }
        catch (Exception exception) when (RequestFailures.IsNoAnswer(exception))
        {
            ct.ThrowIfCancellationRequested();
            string why = RequestFailures.Describe(exception, message.Uri);
            throw Errors.Unavailable(why, RequestFailures.Cause(exception));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> SendAsync(GatewayMessage message, IRequestLog? log, CancellationToken ct)
    {
        RequestTrace trace = RequestTrace.Begin(message, Connection, log);
        try
        {
            using HttpRequestMessage request = message.Build();
            using HttpResponseMessage response = await OpenAsync(message, request, ct).ConfigureAwait(false);
            GatewayAnswer answer = await AnswerReader.ReadAsync(
                response, _time.GetUtcNow(), Errors, message.MakesTask ? Connection.Dialect.IdNames : null, ct).ConfigureAwait(false);
            message.IsInFlight = false;
            trace.Answered(answer, Errors);
            return Errors.Read(answer) is { } error
                ? new Attempt(answer, error) { TaskId = CreateFailures.TaskIn(answer, error, Connection.Dialect, Errors) }
                : new Attempt(answer, null);
        }
        catch (Exception exception) when (RequestFailures.IsNoAnswer(exception))
        {
            trace.NotAnswered(exception);
            throw;
        }
        finally
        {
            trace.Dispose();
        }
    }

    private static void End(CancellationTokenSource patience, GatewayMessage message)
    {
        if (message.IsInFlight)
        {
            patience.CancelAfter(Grace);
        }
        else
        {
            patience.Cancel();
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(GatewayMessage message, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested && !message.IsInFlight)
        {
            // The time for connecting ran out: the same as no connection.
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }
}
