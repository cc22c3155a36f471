using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>Tells one attempt of a request: a line for -Verbose, bodies for -Debug, a trace for whoever listens.</summary>
internal readonly struct RequestTrace : IDisposable
{
    private readonly GatewayMessage _message;
    private readonly string _provider;
    private readonly IRequestLog? _log;
    private readonly Activity? _activity;
    private readonly long _start;

    private RequestTrace(GatewayMessage message, string provider, IRequestLog? log)
    {
        _message = message;
        _provider = provider;
        _log = log;
        _start = Stopwatch.GetTimestamp();
        message.Attempts++;
        _activity = Telemetry.Begin(message.Operation, provider, message.Method, message.Uri);
    }

    /// <summary>An attempt begins.</summary>
    public static RequestTrace Begin(GatewayMessage message, Connection connection, IRequestLog? log) =>
        new(message, connection.Name, log);

    /// <summary>The gateway has answered.</summary>
    public void Answered(GatewayAnswer answer, GatewayErrors errors)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Telemetry.Answered(_activity, _message.Operation, _provider, answer.Status, elapsed);
        if (_log is { WantsLines: true })
        {
            string id = answer.RequestId is { } given ? $", request id {given}" : "";
            _log.Line(errors.Scrub($"{Place(_message)} {answer.Status} {Milliseconds(elapsed)}{Attempt}{id}"));
        }

        if (_log is { WantsBodies: true })
        {
            _log.Body($"> {DebugText.Of(errors.Scrub(_message.BodyText ?? ""))}");
            _log.Body($"< {DebugText.Of(errors.Scrub(answer.Text))}");
        }
    }

    /// <summary>No answer came.</summary>
    public void NotAnswered(Exception exception)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Telemetry.NotAnswered(_activity, _message.Operation, _provider, exception, elapsed);
        if (_log is { WantsLines: true })
        {
            string why = RequestFailures.Describe(exception, _message.Uri);
            _log.Line($"{Place(_message)} no answer {Milliseconds(elapsed)}{Attempt}: {why}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _activity?.Dispose();

    /// <summary>Another attempt follows after a while, which may be long.</summary>
    public static void Repeats(GatewayMessage message, IRequestLog? log, TimeSpan wait)
    {
        if (log is { WantsLines: true })
        {
            string seconds = wait.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            log.Line($"{Place(message)}: trying again in {seconds} s");
        }
    }

    // Without the query: ids of tasks stand there, but so may what no line should show.
    private static string Place(GatewayMessage message) =>
        $"{message.Method} {message.Uri.Authority}{message.Uri.AbsolutePath}";

    private string Attempt => _message.Attempts == 1 ? "" : $", attempt {_message.Attempts}";

    private static string Milliseconds(TimeSpan span) => $"{span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms";
}
