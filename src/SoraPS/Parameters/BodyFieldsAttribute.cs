using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Parameters;

/// <summary>Takes a hashtable, or the JSON object in a cell of a CSV, as fields of a request body.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BodyFieldsAttribute : ArgumentTransformationAttribute
{
    // Serializers write, and gateways read, no more than 64.
    private const int MaxDepth = 60;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Values.Unwrap(inputData) switch
    {
        null => null,
        string text => string.IsNullOrWhiteSpace(text) ? null : Read(text),
        // As ConvertFrom-Json gives it; PowerShell would leave it out without a word.
        PSObject custom => new Hashtable(Fields(custom)),
        IDictionary fields => fields,
        _ => throw NoObject(),
    };

    /// <summary>The fields as JSON; null for none.</summary>
    /// <exception cref="SoraException">InvalidRequest: JSON cannot hold them.</exception>
    internal static JsonObject? ToJson(IDictionary? fields) => fields is null ? null : ToJson(fields, 0);

    private static JsonObject ToJson(IDictionary fields, int depth)
    {
        JsonObject body = [];
        foreach (DictionaryEntry field in fields)
        {
            body[LanguagePrimitives.ConvertTo<string>(field.Key)] = ToNode(Values.Unwrap(field.Value), depth + 1);
        }

        return body;
    }

    private static JsonNode? ToNode(object? value, int depth) => value switch
    {
        null => null,
        // An object may hold itself.
        _ when depth > MaxDepth => throw Invalid($"is nested deeper than {MaxDepth} levels"),
        JsonNode node => node.DeepClone(),
        string text => text,
        bool flag => flag,
        SwitchParameter flag => flag.IsPresent,
        int number => number,
        long number => number,
        double number when double.IsFinite(number) => number,
        double number => throw Invalid($"holds {number}, which is no number in JSON"),
        decimal number => number,
        Uri uri => uri.ToString(),
        IDictionary fields => ToJson(fields, depth),
        PSObject custom => ToJson(Fields(custom), depth),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(Values.Unwrap(item), depth + 1))]),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    private static Dictionary<string, object?> Fields(PSObject custom) =>
        custom.Properties.ToDictionary(one => one.Name, one => (object?)one.Value);

    private static Hashtable Read(string text)
    {
        try
        {
            JsonObject body = JsonNode.Parse(text, documentOptions: s_options) as JsonObject ?? throw NoObject();
            // Half a character in a text shows only when it is read or written.
            _ = body.ToJsonString();
            return new Hashtable(body.ToDictionary(field => field.Key, field => (object?)field.Value));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw BoundRow.Refused($"AdditionalBody is not JSON that can be sent: {exception.Message}");
        }
    }

    private static ArgumentTransformationMetadataException NoObject() =>
        BoundRow.Refused("AdditionalBody must be a JSON object or a hashtable.");

    private static SoraException Invalid(string problem) =>
        new(SoraErrorKind.InvalidRequest, $"AdditionalBody {problem}. Nothing was sent.")
        {
            RecommendedAction = "Give a hashtable or a JSON object of texts, numbers, true and false, lists and objects.",
        };
}
