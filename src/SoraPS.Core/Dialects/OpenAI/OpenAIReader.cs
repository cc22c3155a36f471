using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.OpenAI;

/// <summary>Reads the video object of OpenAI and of servers that leave out, add or retype its fields.</summary>
internal static class OpenAIReader
{
    /// <summary>VideoResource of the specification; the guide adds 'expired' for the jobs of a batch.</summary>
    internal static StateWords States { get; } = new(
        queued: ["queued"], running: ["in_progress"], succeeded: ["completed"], failed: ["failed"], expired: ["expired"]);

    /// <summary>A task, by VideoResource of the specification.</summary>
    internal static TaskReport Task(JsonElement json)
    {
        TaskReport report = States.Report(json.Text("status"));
        return report with
        {
            Id = json.Text("id") ?? json.Text("task_id"),
            Progress = json.Percent("progress"),
            Duration = json.Whole("seconds"),
            Resolution = json.Text("size"),
            CreatedAt = json.Time("created_at"),
            CompletedAt = json.Time("completed_at"),
            ExpiresAt = json.Time("expires_at"),
            VideoUri = DirectLink(json),
            Error = report.State == SoraTaskState.Failed ? Failure(json) : null,
            Prompt = json.Text("prompt"),
            Model = json.Text("model"),
            GatewayData = json.Fields(["remixed_from_video_id"], ["quality"]),
        };
    }

    /// <summary>The tasks of a list, null if it is none; samples leave out first_id, last_id and has_more.</summary>
    internal static TaskPage? Tasks(GatewayAnswer answer)
    {
        if (answer.Json.At("data") is not { ValueKind: JsonValueKind.Array } data)
        {
            return null;
        }

        (JsonElement Item, TaskReport Report)[] tasks =
            [.. data.EnumerateArray().Select(item => (item, Task(item))).Where(task => task.Item2.Id is not null)];
        return new TaskPage([.. tasks.Select(task => task.Item)], [.. tasks.Select(task => task.Report)])
        {
            Answer = answer,
            HasMore = answer.Json.At("has_more").ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => data.GetArrayLength() == 0 ? false : null,
            },
        };
    }

    /// <summary>
    /// A link of the video itself, which some gateways give: video_url, url (SGLang), data[0].url, output.url,
    /// outputs.video_url (Together). OpenAI gives none.
    /// </summary>
    private static Uri? DirectLink(JsonElement json)
    {
        Uri? link = json.Link("video_url")
            ?? json.Link("url")
            ?? json.At("data").First().Link("url")
            ?? json.At("output").First().Link("url")
            ?? json.Link("outputs", "video_url");

        // The gateway's own content address needs the key, which no link is fetched with.
        return link?.AbsolutePath.EndsWith("/content", StringComparison.Ordinal) == true ? null : link;
    }

    /// <summary>Why it failed: {code, message} inside HTTP 200; other servers give a bare string.</summary>
    private static SoraTaskError Failure(JsonElement json)
    {
        JsonElement error = json.At("error");
        return OpenAIErrors.Rules.Failure(error.Text("code"), error.Text("message") ?? error.Text() ?? json.Text("message"));
    }
}
