using System.Buffers;
using System.Text;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>
/// An id that stands behind one of a dialect's names for it, anywhere in a body, which need not be JSON: it may be cut off, nested
/// too deep or too large. The task behind it may be paid for.
/// </summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The id.</param>
public sealed record NamedId(string Name, string Value)
{
    private const int MaxLength = 512;

    // Each that turns out to be none costs an exception: a body may be full of them.
    private const int MaxPlaces = 1000;
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(" \t\r\n,]}"u8);

    /// <summary>
    /// The first id of the first name that has one; null if there is none in the first <see cref="MaxPlaces"/> places of a name.
    /// </summary>
    /// <param name="body">The body's bytes, of any encoding that agrees with ASCII.</param>
    /// <param name="names">The names, the most telling first.</param>
    public static NamedId? Find(ReadOnlySpan<byte> body, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            byte[] quoted = Encoding.UTF8.GetBytes($"\"{name}\"");
            ReadOnlySpan<byte> rest = body;
            for (int place = 0; place < MaxPlaces && rest.IndexOf(quoted) is >= 0 and int at; place++)
            {
                if (ValueIn(rest[(at + quoted.Length)..]) is { } value)
                {
                    return new NamedId(name, value);
                }

                // In a spoilt body the quote that ends one name may begin the next.
                rest = rest[(at + quoted.Length - 1)..];
            }
        }

        return null;
    }

    // What stands behind a name: a colon and a string or number that is whole.
    private static string? ValueIn(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)':', ..])
        {
            return null;
        }

        text = text[1..].TrimStart(" \t\r\n"u8);
        text = text[..Math.Min(text.Length, MaxLength)];
        int length = text is [(byte)'"', ..] ? StringLength(text) : text.IndexOfAny(s_ends);
        string? value = length > 0 ? JsonText.Parse(text[..length]).Text() : null;
        return value?.Any(char.IsControl) is false ? value : null;
    }

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += text[at] == '\\' ? 1 : 0;
        }

        return 0;
    }
}
