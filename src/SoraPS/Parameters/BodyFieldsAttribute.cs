using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Parameters;

/// <summary>Takes a hashtable, or the JSON object in a cell of a CSV, as fields of a request body.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BodyFieldsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (Values.Plain(inputData) is not string text)
        {
            return inputData;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject body
                ? new Hashtable(body.ToDictionary(field => field.Key, field => (object?)field.Value))
                : throw new ArgumentTransformationMetadataException("AdditionalBody must be a JSON object or a hashtable.");
        }
        catch (JsonException exception)
        {
            throw new ArgumentTransformationMetadataException($"AdditionalBody is not JSON: {exception.Message}");
        }
    }

    /// <summary>The fields as JSON; null for none.</summary>
    internal static JsonObject? ToJson(IDictionary? fields)
    {
        if (fields is null)
        {
            return null;
        }

        JsonObject body = [];
        foreach (DictionaryEntry field in fields)
        {
            body[(string)LanguagePrimitives.ConvertTo(field.Key, typeof(string))] = ToNode(Values.Plain(field.Value));
        }

        return body;
    }

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        string text => text,
        bool flag => flag,
        SwitchParameter flag => flag.IsPresent,
        int number => number,
        long number => number,
        double number => number,
        decimal number => number,
        Uri uri => uri.ToString(),
        IDictionary fields => ToJson(fields),
        PSCustomObject or PSObject => ToJson(PSObject.AsPSObject(value).Properties.ToDictionary(one => one.Name, one => one.Value)),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => ToNode(Values.Plain(item)))]),
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };
}
