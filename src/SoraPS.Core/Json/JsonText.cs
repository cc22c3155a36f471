using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SoraPS.Core.Json;

/// <summary>
/// Parses what a gateway sends as JSON so that no reader of it can throw: prompts come back in other encodings, and cut in the
/// middle of a character.
/// </summary>
internal static class JsonText
{
    // Deeper than any gateway nests, and still harmless for readers that recurse.
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 512 };

    /// <summary>
    /// The JSON; an undefined element (<see cref="JsonValueKind.Undefined"/>) if the bytes are none. Bytes that are not UTF-8 and
    /// halves of surrogate pairs become U+FFFD.
    /// </summary>
    public static JsonElement Parse(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> json = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (!Utf8.IsValid(json))
        {
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        }

        try
        {
            Utf8JsonReader reader = new(WithoutLoneSurrogates(json), s_options);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // No JSON: the undefined element says so, and the dialect's caller decides what that means.
            return default;
        }
    }

    // \ud83d without its other half is valid JSON, but no text: names and values that hold it cannot be read.
    private static ReadOnlySpan<byte> WithoutLoneSurrogates(ReadOnlySpan<byte> json)
    {
        byte[]? mended = null;
        for (int at = 0; json[at..].IndexOf((byte)'\\') is >= 0 and int next;)
        {
            at += next;
            char unit = Unit(json[at..]);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(json[(at + 6)..])))
            {
                at += 12;
            }
            else if (char.IsSurrogate(unit))
            {
                mended ??= json.ToArray();
                "fffd"u8.CopyTo(mended.AsSpan(at + 2));
                at += 6;
            }
            else
            {
                at = Math.Min(at + 2, json.Length);
            }
        }

        return mended ?? json;
    }

    // The UTF-16 unit of an escape such as \u00e9 at the beginning; 0 if there is none.
    private static char Unit(ReadOnlySpan<byte> json) =>
        json.Length >= 6 && json.StartsWith("\\u"u8)
            && ushort.TryParse(json.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : '\0';
}
