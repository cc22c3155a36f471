using System.Text;
using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Apixo;

/// <summary>
/// Reads the task in Apixo's envelope <c>{code, message, data}</c> (page of sora-2 and API reference).
/// </summary>
internal static class ApixoReader
{
    /// <summary>API reference, status-task.</summary>
    internal static StateWords States { get; } = new(
        queued: ["pending"], running: ["processing"], succeeded: ["success"], failed: ["failed"]);

    /// <summary>
    /// Reads the answer of generateTask, of statusTask, or what is posted to a callback: all are the same envelope.
    /// </summary>
    public static TaskReport ReadTask(JsonElement json)
    {
        JsonElement data = json.At("data");
        TaskReport report = States.Report(data.Text("state"));
        return report with
        {
            Id = data.Text("taskId"),

            // Both are milliseconds, as is costTime: how long the making took, not the clip's length.
            CreatedAt = data.Time("createTime"),
            CompletedAt = data.Time("completeTime"),
            VideoUri = ResultLink(data),
            Error = report.State == SoraTaskState.Failed ? ApixoErrors.ReadFailure(data) : null,
            GatewayData = data.Fields(["costTime"]),
        };
    }

    /// <summary>The first link in <c>resultJson</c>, which is JSON inside a string.</summary>
    private static Uri? ResultLink(JsonElement data)
    {
        if (data.Text("resultJson") is not string text)
        {
            return null;
        }

        return JsonText.Parse(Encoding.UTF8.GetBytes(text)).At("resultUrls").First().Link();
    }
}
