using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>Reads AI/ML API's tasks: create and status share one shape (universal-video-fetch).</summary>
internal static class AimlApiReader
{
    /// <summary>
    /// A task. Its states run backwards (generating, queued, generating), so each is reported as it stands. Older
    /// models call the id generation_id at create (README sample).
    /// </summary>
    internal static TaskReport Task(JsonElement json)
    {
        string? word = json.Text("status");
        bool isKnown = StateWords.TryRead(word, out SoraTaskState state);
        decimal? credits = json.Number("meta", "usage", "credits_used");
        return new TaskReport
        {
            Id = json.Text("generation_id") ?? json.Text("id"),
            State = state,
            RawState = word,
            IsUnknownWord = word is not null && !isKnown,
            VideoUri = json.Link("video", "url") ?? json.Link("video"),
            Price = credits,
            Currency = credits is null ? null : "credits",
            Error = state == SoraTaskState.Failed ? Failure(json.At("error")) : null,
            Model = json.Text("model"),
        };
    }

    /// <summary>The reason of a failed task: {name, message}.</summary>
    private static SoraTaskError Failure(JsonElement error)
    {
        string? name = error.Text("name");
        string message = error.Text("message") ?? error.Text() ?? "The gateway gave no reason.";
        return new SoraTaskError(name, message, ErrorWords.FromText(name, message) ?? SoraErrorKind.TaskFailed);
    }
}
