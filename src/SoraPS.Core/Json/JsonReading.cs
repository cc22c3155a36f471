using System.Globalization;
using System.Text.Json;

namespace SoraPS.Core.Json;

/// <summary>
/// Reading of JSON from <see cref="JsonText"/> that never throws for a missing field or one of another type: gateways change their minds.
/// </summary>
public static class JsonReading
{
    /// <summary>The field below the given names; an undefined element if any step is missing.</summary>
    public static JsonElement At(this JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return default;
            }
        }

        return json;
    }

    /// <summary>The text of a string or number; null for anything else and for an empty string.</summary>
    public static string? Text(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => json.GetRawText(),
        _ => null,
    };

    /// <summary>The text of the field below the given names.</summary>
    public static string? Text(this JsonElement json, params ReadOnlySpan<string> names) => json.At(names).Text();

    /// <summary>A number, or a string that holds one; null otherwise.</summary>
    public static decimal? Number(this JsonElement json, params ReadOnlySpan<string> names) =>
        decimal.TryParse(json.At(names).Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : null;

    /// <summary>A whole number, rounded; null if it is none or does not fit.</summary>
    public static int? Whole(this JsonElement json, params ReadOnlySpan<string> names) =>
        json.Number(names) is decimal value && Math.Abs(value) <= int.MaxValue ? (int)Math.Round(value) : null;

    /// <summary>A percentage, cut to 0..100.</summary>
    public static int? Percent(this JsonElement json, params ReadOnlySpan<string> names) =>
        json.Whole(names) is int value ? Math.Clamp(value, 0, 100) : null;

    /// <summary>A time of this century or the next as Unix seconds, Unix milliseconds or ISO text; null otherwise.</summary>
    public static DateTimeOffset? Time(this JsonElement json, params ReadOnlySpan<string> names) =>
        AnyTime(json.At(names)) is { UtcDateTime.Year: >= 2000 and < 2200 } time ? time : null;

    /// <summary>An absolute http or https address; null otherwise.</summary>
    public static Uri? Link(this JsonElement json, params ReadOnlySpan<string> names) =>
        Uri.TryCreate(json.At(names).Text(), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>The elements of an array; none if it is no array.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : default;

    /// <summary>The first element of an array; the element itself if it is none.</summary>
    public static JsonElement First(this JsonElement json) => json.ValueKind != JsonValueKind.Array
        ? json
        : json.GetArrayLength() > 0 ? json[0] : default;

    /// <summary>The texts, numbers and bools at the given paths, by the last name of each path; null if there are none.</summary>
    public static SoraGatewayData? Fields(this JsonElement json, params ReadOnlySpan<string[]> paths)
    {
        Dictionary<string, JsonElement> fields = [];
        foreach (string[] path in paths)
        {
            fields[path[^1]] = json.At(path);
        }

        SoraGatewayData data = new(fields);
        return data.Count > 0 ? data : null;
    }

    private static DateTimeOffset? AnyTime(JsonElement field)
    {
        if (field.Number() is decimal unix)
        {
            // Past the year 5000 in seconds: the gateway counts milliseconds (Apixo does).
            bool isMilliseconds = unix > 100_000_000_000m;
            return unix is > 0 and < 100_000_000_000_000m
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)(isMilliseconds ? unix : unix * 1000))
                : null;
        }

        return DateTimeOffset.TryParse(
            field.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
    }
}
