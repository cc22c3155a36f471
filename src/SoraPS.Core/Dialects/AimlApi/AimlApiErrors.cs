using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.AimlApi;

/// <summary>
/// Reads AI/ML API's error answers: a flat object without an 'error' around it (docs/errors-and-messages).
/// </summary>
internal static class AimlApiErrors
{
    /// <summary>
    /// No codes of its own. Lack of credit is a 403 here ('You've run out of credits'): only those words distinguish it from a
    /// missing permission.
    /// </summary>
    internal static ErrorRules Rules { get; } = new();

    /// <summary>The error of an answer; null if it is none. A task that failed is no error of the request.</summary>
    internal static GatewayError? Read(GatewayAnswer answer)
    {
        // A number by the schema, a string in the documented sample.
        int? told = answer.Json.Whole("statusCode");
        bool tellsTask = answer.Json.Text("id") is not null || answer.Json.Text("status") is not null;
        if (answer.IsSuccess && (tellsTask || told is not (>= 400 and < 600)))
        {
            return null;
        }

        JsonElement wrapped = answer.Json.At("error");
        JsonElement body = wrapped.ValueKind == JsonValueKind.Object ? wrapped : answer.Json;
        IEnumerable<string> sentences = Sentences(body.At("message")).Concat(Sentences(body.At("details")));
        string message = string.Join(": ", sentences.Distinct());
        message = message.Length == 0 ? PlainAnswer.Sentence(answer) : message;
        return Rules.Error(answer.StatusBy(told), message, body.Text("code") ?? body.Text("name")) with
        {
            RequestId = answer.Json.Text("requestId"),
        };
    }

    /// <summary>A message is a sentence; validation gives a list of sentences or of objects with one.</summary>
    private static IEnumerable<string> Sentences(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Sentences),
        JsonValueKind.Object => Sentences(json.At("message")),
        _ => json.Text() is string text ? [text] : [],
    };
}
