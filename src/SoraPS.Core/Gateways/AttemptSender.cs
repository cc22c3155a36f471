using System.Globalization;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http.Clients;

namespace SoraPS.Core.Gateways;

/// <summary>Makes single attempts at one connection's gateway.</summary>
internal sealed class AttemptSender(Connection connection, HttpClients clients, TimeProvider time)
{
    private readonly Lazy<HttpClient> _client = new(() => clients.ForGateway(connection));

    /// <summary>Creates the HTTP client, unless it is there.</summary>
    public void Open() => _ = _client.Value;

    /// <summary>Sends a message once and reads the answer.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or no complete one.</exception>
    public async ValueTask<Attempt> SendAsync(GatewayMessage message, CancellationToken ct)
    {
        using HttpRequestMessage request = message.Build();
        using HttpResponseMessage response =
            await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        Dialect dialect = connection.Dialect;
        GatewayAnswer answer = AnswerReader.Read(
            response, time.GetUtcNow(), message.Key.Secrets, message.MakesTask ? dialect.IdNames : null);
        GatewayErrors errors = ErrorsOf(message);
        Attempt attempt = errors.Read(answer) is { } error
            ? new Attempt(answer, error) { TaskId = CreateFailures.TaskIn(answer, error, dialect, errors) }
            : new Attempt(answer, null);

        // Not before: a listener to traces that fails over the answer must not make the request one that never left.
        message.Land();
        return attempt;
    }

    /// <summary>The errors of a message, without the keys that were sent.</summary>
    public GatewayErrors ErrorsOf(GatewayMessage message) => new(connection, message.Key.Secrets);

    /// <summary>Logs that another attempt follows after a pause.</summary>
    public static void LogPause(GatewayMessage message, TimeSpan pause)
    {
        message.Log?.Pause(pause);
        if (message.Log is { WantsLines: true } log)
        {
            string seconds = pause.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            log.Line($"{TraceHandler.LineOf(message.Method, message.Uri)}: trying again in {seconds} s");
        }
    }
}
