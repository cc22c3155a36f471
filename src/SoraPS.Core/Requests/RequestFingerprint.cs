using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Text;

namespace SoraPS.Core.Requests;

/// <summary>What a row asks for, as a hash that is the same for every spelling of the same wish.</summary>
internal static class RequestFingerprint
{
    /// <summary>
    /// SHA-256 of the wish, lower-case hex. Ledgers hold it: a change here makes known rows new, and paid again.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="form">The form in which its texts count.</param>
    /// <param name="image">Hash of the bytes of its local image or data: URL; null takes the image's path or text.</param>
    public static string Hash(VideoRequest row, TextForm form, string? image)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(form.Of(row.Prompt.Trim()));
            json.WriteStringValue(Given(row.Model));
            Write(json, row.Duration);
            json.WriteStringValue(VideoShape.Ratio(row.AspectRatio));
            json.WriteStringValue(VideoShape.Resolution(row.Resolution));
            json.WriteStringValue(image is null ? row.Image?.Uri?.OriginalString ?? row.Image?.Data ?? row.Image?.Path : $"sha256:{image}");
            json.WriteStringValue(row.RemoveWatermark?.ToString());
            Write(json, row.AdditionalBody, form);
            if (row.DerivedFrom is { } source)
            {
                json.WriteStringValue($"{source.Kind}:{source.Id}");
            }

            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length)));
    }

    // An empty CSV cell means 'not given'.
    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void Write(Utf8JsonWriter json, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // A hashtable has no order, so neither has what it asks for.
    private static void Write(Utf8JsonWriter json, JsonNode? node, TextForm form)
    {
        switch (node)
        {
            case JsonObject fields:
                json.WriteStartObject();
                foreach ((string name, JsonNode? value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    Write(json, value, form);
                }

                json.WriteEndObject();
                break;
            case JsonArray items:
                json.WriteStartArray();
                foreach (JsonNode? item in items)
                {
                    Write(json, item, form);
                }

                json.WriteEndArray();
                break;
            case null:
                json.WriteNullValue();
                break;
            case JsonValue known when known.TryGetValue(out string? text) && form.Of(text) != text:
                json.WriteStringValue(form.Of(text));
                break;
            default:
                node.WriteTo(json);
                break;
        }
    }
}
