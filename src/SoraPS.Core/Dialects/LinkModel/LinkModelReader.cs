using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.LinkModel;

/// <summary>
/// Reads LinkModel's envelope <c>{code, msg or message, data, request_id}</c>. The create page says <c>msg</c> and
/// lower-case states, the query page <c>message</c> and capitalised ones; both are read everywhere.
/// </summary>
internal static class LinkModelReader
{
    /// <summary>The create page has 'succeeded', the query page 'Success' and 'Cancelled'.</summary>
    internal static StateWords States { get; } = new(
        queued: ["pending"], running: ["processing"], succeeded: ["success", "succeeded"], failed: ["failed"], cancelled: ["cancelled"]);

    /// <summary>
    /// 'create task failed: billing: code=100601: insufficient balance' comes as a 500, although nothing was made.
    /// </summary>
    private static readonly ErrorRules s_errors = new() { RejectionWords = ["insufficient balance"] };

    /// <summary>Reads the task in <c>data</c>, of a create or a query.</summary>
    public static TaskReport ReadTask(JsonElement json)
    {
        JsonElement data = json.At("data");
        TaskReport report = States.Report(data.Text("status"));

        // 0 at create is 'billing may settle after completion' (tests of the official client), not a free video.
        decimal? price = data.Number("price") is decimal amount and > 0 ? amount : null;
        return report with
        {
            Id = data.Text("task_id"),
            Duration = data.Whole("duration"),

            // The official client falls back to the list where file_url is missing.
            VideoUri = data.Link("file_url") ?? data.At("output_videos").First().Link(),
            Price = price,

            // The create page: 'in the model's pricing currency', which the same page gives as USD.
            Currency = price is null ? null : "USD",

            // The reason is data.msg: the message beside it says 'ok' or 'success' about the query itself.
            Error = report.State == SoraTaskState.Failed ? s_errors.Failure(code: null, data.Text("msg")) : null,
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
        int status = answer.StatusBy(code);
        string sentence = answer.Json.Text("msg") ?? answer.Json.Text("message")
            ?? (answer.IsSuccess ? "The answer has no code." : $"HTTP {answer.Status}");
        return s_errors.Error(status, sentence, answer.Json.Text("code")) with { RequestId = answer.Json.Text("request_id") };
    }
}
