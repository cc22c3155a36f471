using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>Reads AI/ML API's tasks: create and status share one shape (universal-video-fetch).</summary>
internal static class AimlApiReader
{
    /// <summary>The four of the model pages, and two that their sample of polling waits on.</summary>
    internal static StateWords States { get; } = new(
        queued: ["queued", "waiting"], running: ["generating", "active"], succeeded: ["completed"], failed: ["error"]);

    /// <summary>
    /// A task. Its states run backwards (generating, queued, generating), so each is reported as it stands. Older
    /// models call the id generation_id at create (README sample).
    /// </summary>
    internal static TaskReport Task(JsonElement json)
    {
        TaskReport report = States.Report(json.Text("status"));
        decimal? credits = json.Number("meta", "usage", "credits_used");
        return report with
        {
            Id = json.Text("generation_id") ?? json.Text("id"),
            VideoUri = json.Link("video", "url") ?? json.Link("video"),
            Price = credits,
            Currency = credits is null ? null : "credits",
            Error = report.State == SoraTaskState.Failed ? Failure(json.At("error")) : null,
            Model = json.Text("model"),
        };
    }

    /// <summary>The reason of a failed task: {name, message}.</summary>
    private static SoraTaskError Failure(JsonElement error) =>
        AimlApiErrors.Rules.Failure(error.Text("name"), error.Text("message") ?? error.Text());
}
