using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SoraPS;

/// <summary>
/// Read-only fields that a gateway returned for a task and that <see cref="SoraTask"/> has no property for, under the gateway's
/// names: <c>$task.GatewayData.order_id</c>. Names are case-insensitive. Values are strings, numbers (long or decimal) and bools.
/// </summary>
public sealed class SoraGatewayData : ReadOnlyDictionary<string, object>, IEquatable<SoraGatewayData>
{
    // Each entry of the ledger has it.
    private string? _json;

    /// <summary>Maximum number of fields.</summary>
    public const int MaxFields = 32;

    /// <summary>Maximum length of a field name in characters; fields with longer names are dropped.</summary>
    public const int MaxName = 64;

    /// <summary>Maximum length of a string value in characters; longer values are truncated.</summary>
    public const int MaxText = 1000;

    /// <summary>
    /// Keeps the fields that fit. Values of other kinds, such as objects and arrays, are dropped, and long strings are truncated.
    /// </summary>
    /// <param name="fields">Names and values; a value may be a <see cref="JsonElement"/>.</param>
    public SoraGatewayData(IDictionary fields)
        : base(Fitting(fields))
    {
    }

    /// <summary>Parses the output of <see cref="ToString"/>; returns null if the text is not such JSON or has no fields.</summary>
    public static SoraGatewayData? Parse(string? text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text ?? "{}");
            Dictionary<string, JsonElement> fields = [];
            foreach (JsonProperty field in json.RootElement.EnumerateObject())
            {
                fields[field.Name] = field.Value;
            }

            SoraGatewayData data = new(fields);
            return data.Count > 0 ? data : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, no object, or half of a character: nothing that goes on with a task needs it.
            return null;
        }
    }

    /// <summary>Returns these fields combined with those of a later response, which replace fields of the same name.</summary>
    public SoraGatewayData With(SoraGatewayData? later)
    {
        if (later is null)
        {
            return this;
        }

        Dictionary<string, object> fields = new(this, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object value) in later)
        {
            fields[name] = value;
        }

        return new SoraGatewayData(fields);
    }

    /// <inheritdoc/>
    public bool Equals(SoraGatewayData? other) => other?.Count == Count
        && this.All(field => other.TryGetValue(field.Key, out object? value) && value.Equals(field.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SoraGatewayData);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    /// <summary>Returns the fields as JSON on one line.</summary>
    public override string ToString() => _json ??= ToJson();

    private string ToJson()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach ((string name, object value) in this)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool answer:
                json.WriteBooleanValue(answer);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private static Dictionary<string, object> Fitting(IDictionary fields)
    {
        Dictionary<string, object> fitting = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry field in fields)
        {
            if (fitting.Count < MaxFields && field.Key is string { Length: > 0 and <= MaxName } name && Plain(field.Value) is { } value)
            {
                fitting[name] = value;
            }
        }

        return fitting;
    }

    // Never with half of a character at its end.
    private static string Cut(string text) => text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)];

    private static object? Plain(object? value) => value switch
    {
        string text => text.Length == 0 ? null : text.Length <= MaxText ? text : Cut(text),
        bool or long or decimal => value,
        JsonElement json => json.ValueKind switch
        {
            JsonValueKind.String => Plain(json.GetString()),
            JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            JsonValueKind.Number => json.TryGetInt64(out long whole) ? whole
                : json.TryGetDecimal(out decimal number) ? number : Plain(json.GetRawText()),
            _ => null,
        },
        int or short or byte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double or float => decimal.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number : null,
        _ => null,
    };
}
