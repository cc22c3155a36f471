using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Http;

/// <summary>A body as -Debug shows it: prompts and long values cut, links without what may be a signature.</summary>
internal static class DebugText
{
    private const int MaxPrompt = 60;
    private const int MaxValue = 300;
    private const int MaxBody = 4000;

    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerOptions.Default)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text to show; the key is not taken out here.</summary>
    public static string Of(string? body)
    {
        string text = LedgerText.WithoutQueries(Cut(body ?? ""));
        return text.Length <= MaxBody ? text : $"{text[..MaxBody]}… ({text.Length} characters)";
    }

    private static string Cut(string body)
    {
        try
        {
            JsonNode? json = JsonNode.Parse(body);
            Cut(json);
            return json?.ToJsonString(s_readable) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static void Cut(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                Cut(value);
                if (Shorter(name, value) is { } shorter)
                {
                    fields[name] = shorter;
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Cut(item);
            }
        }
    }

    private static string? Shorter(string name, JsonNode? value)
    {
        int most = name.Equals("prompt", StringComparison.OrdinalIgnoreCase) ? MaxPrompt : MaxValue;
        return value is JsonValue one && one.TryGetValue(out string? text) && text.Length > most
            ? $"{text[..most]}… ({text.Length} characters)"
            : null;
    }
}
