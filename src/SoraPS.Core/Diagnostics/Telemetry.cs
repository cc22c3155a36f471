using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SoraPS.Core.Diagnostics;

/// <summary>
/// Traces and figures for whoever listens to the source and the meter named SoraPS, by the attribute names of OpenTelemetry's
/// HTTP conventions. Nothing is built while nobody listens.
/// </summary>
internal static class Telemetry
{
    /// <summary>Name of the ActivitySource and of the Meter.</summary>
    public const string Name = "SoraPS";

    private static readonly string? s_version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly ActivitySource s_source = new(Name, s_version);
    private static readonly Meter s_meter = new(Name, s_version);

    private static readonly Counter<long> s_submitted =
        s_meter.CreateCounter<long>("soraps.tasks.submitted", "{task}", "Tasks that a gateway has accepted.");

    private static readonly Histogram<double> s_taskTime =
        s_meter.CreateHistogram<double>("soraps.task.duration", "s", "From a task's making until it was seen to have ended.");

    private static readonly Histogram<double> s_requestTime =
        s_meter.CreateHistogram<double>("soraps.request.duration", "s", "One attempt of one request to a gateway.");

    private static readonly Counter<long> s_downloaded =
        s_meter.CreateCounter<long>("soraps.download.size", "By", "Bytes of saved files.");

    /// <summary>Begins the trace of one request: submit, poll, download or another; null if nobody listens.</summary>
    public static Activity? Begin(string operation, string provider, HttpMethod method, Uri uri)
    {
        if (s_source.StartActivity(operation, ActivityKind.Client) is not { } activity)
        {
            return null;
        }

        activity.SetTag("soraps.provider", provider);
        activity.SetTag("http.request.method", method.Method);
        activity.SetTag("server.address", uri.Host);
        activity.SetTag("server.port", uri.Port);
        return activity;
    }

    /// <summary>An attempt was answered.</summary>
    public static void Answered(Activity? activity, string operation, string provider, int status, TimeSpan elapsed)
    {
        activity?.SetTag("http.response.status_code", status);
        if (status >= 400)
        {
            Failed(activity, status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (s_requestTime.Enabled)
        {
            TagList tags = new()
            {
                { "soraps.operation", operation },
                { "soraps.provider", provider },
                { "http.response.status_code", status },
            };
            s_requestTime.Record(elapsed.TotalSeconds, tags);
        }
    }

    /// <summary>An attempt got no answer.</summary>
    public static void NotAnswered(
        Activity? activity, string operation, string provider, Exception exception, TimeSpan elapsed)
    {
        string type = exception.GetType().FullName!;
        Failed(activity, type);
        if (s_requestTime.Enabled)
        {
            s_requestTime.Record(
                elapsed.TotalSeconds,
                new("soraps.operation", operation),
                new("soraps.provider", provider),
                new("error.type", type));
        }
    }

    // The type only: what a person is told of a failure may hold more than a trace should.
    private static void Failed(Activity? activity, string type)
    {
        activity?.SetTag("error.type", type);
        activity?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>A gateway has accepted a task.</summary>
    public static void Submitted(SoraTask task) => s_submitted.Add(1, Provider(task), Model(task));

    /// <summary>A task of this age was seen to have ended.</summary>
    public static void Ended(SoraTask task, TimeSpan age)
    {
        if (s_taskTime.Enabled)
        {
            s_taskTime.Record(
                Math.Max(0, age.TotalSeconds), Provider(task), Model(task), new("soraps.state", task.State.ToString()));
        }
    }

    /// <summary>A file was saved.</summary>
    public static void Saved(SoraTask task, long bytes) => s_downloaded.Add(bytes, Provider(task), Model(task));

    private static KeyValuePair<string, object?> Provider(SoraTask task) => new("soraps.provider", task.Provider);

    private static KeyValuePair<string, object?> Model(SoraTask task) => new("soraps.model", task.Model);
}
