using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Providers;

namespace SoraPS.Core.Http;

/// <summary>Tells one attempt of a request: a line for -Verbose, bodies for -Debug, a trace for whoever listens.</summary>
internal readonly struct RequestTrace : IDisposable
{
    private readonly GatewayMessage _message;
    private readonly string _provider;
    private readonly IRequestLog? _log;
    private readonly Activity? _activity;
    private readonly TimeSpan _pause;
    private readonly long _start;

    private RequestTrace(GatewayMessage message, string provider, IRequestLog? log)
    {
        _message = message;
        _provider = provider;
        _log = log;
        _start = Stopwatch.GetTimestamp();
        _pause = message.Attempts++ == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(message.LastEnd, _start);
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
            _log.Line(errors.Scrub($"{What} {answer.Status} {Milliseconds(elapsed)}{Attempt}{id}"));
        }

        if (_log is { WantsBodies: true })
        {
            _log.Body(errors.Scrub($"> {DebugText.Of(errors.Scrub(_message.BodyText ?? ""))}"));
            _log.Body(errors.Scrub($"< {DebugText.Of(errors.Scrub(answer.Text))}"));
        }
    }

    /// <summary>No answer came.</summary>
    public void NotAnswered(Exception exception)
    {
        Telemetry.Failed(_activity, exception.GetType().FullName!);
        if (_log is { WantsLines: true })
        {
            string why = RequestFailures.Describe(exception, _message.Uri);
            _log.Line($"{What} no answer {Milliseconds(Stopwatch.GetElapsedTime(_start))}{Attempt}: {why}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _message.LastEnd = Stopwatch.GetTimestamp();
        _activity?.Dispose();
    }

    // Without the query: ids of tasks stand there, but so may what no line should show.
    private string What => $"{_message.Method} {_message.Uri.Authority}{_message.Uri.AbsolutePath}";

    private string Attempt => _message.Attempts == 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", attempt {_message.Attempts} after {_pause.TotalSeconds:0.0} s");

    private static string Milliseconds(TimeSpan span) => $"{span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms";
}
