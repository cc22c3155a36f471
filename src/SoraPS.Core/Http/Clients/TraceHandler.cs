using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Text;

namespace SoraPS.Core.Http.Clients;

/// <summary>Reports each attempt: a line for -Verbose, bodies for -Debug, an activity and a duration for listeners.</summary>
internal sealed class TraceHandler : DelegatingHandler
{
    /// <summary>A request as lines show it: without the query, which may contain a secret.</summary>
    public static string LineOf(HttpMethod method, Uri uri) => $"{method} {uri.Authority}{uri.AbsolutePath}";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestContext context = RequestContext.Of(request);
        string provider = context.Connection.Name;
        long start = Stopwatch.GetTimestamp();
        Activity? activity = null;
        Tell(context, () => activity = Telemetry.Begin(context.Operation, provider, request.Method, request.RequestUri!));
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Tell(context, () => Telemetry.Answered(activity, context.Operation, provider, (int)response.StatusCode, elapsed));
            LogAnswer(request, response, context, elapsed);
            return response;
        }
        catch (Exception exception) when (RequestFailures.IsNoAnswer(exception))
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Tell(context, () => Telemetry.NotAnswered(activity, context.Operation, provider, exception, elapsed));
            LogFailure(request, context, exception, elapsed);
            throw;
        }
        finally
        {
            Tell(context, () => activity?.Dispose());
        }
    }

    // A listener is the user's own code: what it throws must not cost the answer, which may name a paid task.
    private static void Tell(RequestContext context, Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception exception)
        {
            if (context.Log is { WantsLines: true } log)
            {
                log.Line(Clean($"A listener to traces or figures failed: {exception.Message}", context));
            }
        }
    }

    private static void LogAnswer(HttpRequestMessage request, HttpResponseMessage response, RequestContext context, TimeSpan elapsed)
    {
        if (context.Log is { WantsLines: true } lines)
        {
            string id = RequestIds.Of(response.Headers, context.Key.Secrets) is { } given ? $", request id {given}" : "";
            lines.Line(Clean($"{Attempt(request, context, $"{(int)response.StatusCode}", elapsed)}{id}", context));
        }

        if (context is { Log: { WantsBodies: true } bodies, BodyText: { } sent } && response.Content is CappedContent received)
        {
            bodies.Body($"> {DebugText.Of(Clean(sent() ?? "", context))}");
            bodies.Body($"< {DebugText.Of(Clean(received.Text, context))}");
        }
    }

    private static void LogFailure(HttpRequestMessage request, RequestContext context, Exception exception, TimeSpan elapsed)
    {
        if (context.Log is { WantsLines: true } log)
        {
            string why = RequestFailures.Describe(exception, request.RequestUri!);
            log.Line(Clean($"{Attempt(request, context, "no answer", elapsed)}: {why}", context));
        }
    }

    private static string Attempt(HttpRequestMessage request, RequestContext context, string outcome, TimeSpan elapsed)
    {
        string milliseconds = elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        string attempt = context.Attempts > 1 ? $", attempt {context.Attempts}" : "";
        return $"{LineOf(request.Method, request.RequestUri!)} {outcome} {milliseconds} ms{attempt}";
    }

    private static string Clean(string text, RequestContext context) => ForeignText.Clean(text, context.Key.Secrets);
}
