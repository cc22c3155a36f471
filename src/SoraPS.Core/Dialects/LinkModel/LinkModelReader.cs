using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.LinkModel;

/// <summary>
/// Reads LinkModel's envelope <c>{code, msg or message, data, request_id}</c>. The create page says <c>msg</c> and
/// lower-case states, the query page <c>message</c> and capitalised ones; both are read everywhere.
/// </summary>
internal static class LinkModelReader
{
    /// <summary>Reads the task in <c>data</c>, of a create or a query.</summary>
    public static TaskReport ReadTask(JsonElement json)
    {
        JsonElement data = json.At("data");
        string? word = data.Text("status");
        bool isKnown = StateWords.TryRead(word, out SoraTaskState state);

        // 0 at create is 'billing may settle after completion' (tests of the official client), not a free video.
        decimal? price = data.Number("price") is decimal amount and > 0 ? amount : null;
        return new()
        {
            Id = data.Text("task_id"),
            State = state,
            RawState = word,
            IsUnknownWord = word is not null && !isKnown,
            Duration = data.Whole("duration"),

            // The official client falls back to the list where file_url is missing.
            VideoUri = data.Link("file_url") ?? data.At("output_videos").First().Link(),
            Price = price,

            // The create page: 'in the model's pricing currency', which the same page gives as USD.
            Currency = price is null ? null : "USD",
            Error = state == SoraTaskState.Failed ? ReadFailure(data) : null,
            Prompt = data.Text("prompt"),
            Model = data.Text("model"),
            GatewayData = data.Fields(["order_id"], ["metadata"]),
        };
    }

    /// <summary>
    /// Reads an error of any HTTP status: anything but code 0 is one, also a missing code (official client) unless a task
    /// stands beside it, which is then made and charged.
    /// </summary>
    public static GatewayError? ReadError(GatewayAnswer answer)
    {
        int? code = answer.Json.Whole("code");
        bool isTask = answer.Json.Text("data", "task_id") is not null;
        if (answer.IsSuccess && (code == 0 || (isTask && code is null or 200)))
        {
            return null;
        }

        // Inside HTTP 200 the code plays the part of the status; a business code that is none says nothing by itself.
        int status = answer.IsSuccess && code is >= 400 and < 600 ? code.Value : answer.Status;
        string? sentence = answer.Json.Text("msg") ?? answer.Json.Text("message");
        SoraErrorKind kind = ErrorWords.Classify(status, sentence);
        return new(kind, sentence ?? (answer.IsSuccess ? "The answer has no code." : $"HTTP {answer.Status}"))
        {
            Status = status,
            Code = answer.Json.Text("code"),
            RequestId = answer.Json.Text("request_id"),

            // 'create task failed: billing: code=100601: insufficient balance' comes as a 500, although nothing was
            // made.
            DefinitelyRejected = sentence?.Contains("insufficient balance", StringComparison.OrdinalIgnoreCase) is true,
        };
    }

    private static SoraTaskError ReadFailure(JsonElement data)
    {
        // The reason is data.msg: the message beside it says 'ok' or 'success' about the query itself.
        string? reason = data.Text("msg");
        SoraErrorKind kind = ErrorWords.FromText(reason) ?? SoraErrorKind.TaskFailed;
        return new(null, reason ?? "LinkModel gave no reason.", kind);
    }
}
