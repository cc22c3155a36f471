using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoraPS.Core.Requests;

/// <summary>Refuses rows whose text cannot be sent as it is.</summary>
internal static class RowText
{
    /// <summary>Passes a row that is sent as it was given.</summary>
    /// <exception cref="SoraException">
    /// InvalidRequest, naming the column: half a character, which every encoder replaces without a word, or what JSON cannot hold.
    /// </exception>
    public static void Check(VideoRequest row)
    {
        Check(nameof(row.Prompt), row.Prompt);
        Check(nameof(row.Name), row.Name);
        Check(nameof(row.Batch), row.Batch);
        Check(nameof(row.Model), row.Model);
        Check(nameof(row.Image), row.Image?.Uri?.OriginalString);
        Check(nameof(row.DerivedFrom), row.DerivedFrom?.Id);
        if (row.AdditionalBody is { } body)
        {
            CheckBody(body);
        }
    }

    private static void CheckBody(JsonObject body)
    {
        try
        {
            _ = body.ToJsonString();
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or JsonException or NotSupportedException)
        {
            throw Refused(nameof(VideoRequest.AdditionalBody), $"is no JSON that can be sent: {exception.Message.TrimEnd('.')}", exception);
        }

        CheckNode(body);
    }

    private static void CheckNode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields)
                {
                    Check(nameof(VideoRequest.AdditionalBody), name);
                    CheckNode(value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    CheckNode(item);
                }

                break;
            case JsonValue value when value.TryGetValue(out string? text):
                Check(nameof(VideoRequest.AdditionalBody), text);
                break;
        }
    }

    private static void Check(string column, string? text)
    {
        for (int index = 0; index < text?.Length; index++)
        {
            if (char.IsSurrogatePair(text, index))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                throw Refused(column, $"holds half a character (U+{(int)text[index]:X4}, letter {index + 1}), which cannot be sent", null);
            }
        }
    }

    private static SoraException Refused(string column, string why, Exception? cause) =>
        new(SoraErrorKind.InvalidRequest, $"{column} {why}. Nothing was sent.", cause)
        {
            RecommendedAction = "Correct the row. Half a character is what is left where a text was cut in the middle of an emoji.",
        };
}
