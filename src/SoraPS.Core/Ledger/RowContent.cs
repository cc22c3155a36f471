using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger;

/// <summary>What a row asks for, as a hash that is the same for every spelling of the same wish.</summary>
internal static class RowContent
{
    /// <summary>
    /// SHA-256 of the wish, lower-case hex. Ledgers hold it: a change here makes known rows new, and paid again.
    /// </summary>
    public static string Hash(VideoRequest row)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(row.Prompt.Trim());
            json.WriteStringValue(Given(row.Model));
            Write(json, row.Duration);
            json.WriteStringValue(VideoShape.Ratio(row.AspectRatio));
            json.WriteStringValue(VideoShape.Resolution(row.Resolution));
            json.WriteStringValue(row.Image?.Uri?.OriginalString ?? row.Image?.Path);
            json.WriteStringValue(row.RemoveWatermark?.ToString());
            Write(json, row.AdditionalBody);
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
    private static void Write(Utf8JsonWriter json, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                json.WriteStartObject();
                foreach ((string name, JsonNode? value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case JsonArray items:
                json.WriteStartArray();
                foreach (JsonNode? item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case null:
                json.WriteNullValue();
                break;
            default:
                node.WriteTo(json);
                break;
        }
    }
}
