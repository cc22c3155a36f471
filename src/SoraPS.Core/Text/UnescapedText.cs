using System.Globalization;
using System.Net;

namespace SoraPS.Core.Text;

/// <summary>
/// A text as it reads once the escapes of JSON (<c>\u002b</c>, <c>\/</c>), addresses (<c>%2B</c>) and HTML (<c>&amp;#43;</c>) are
/// taken out, however deep they are nested, and where in the text each character stood. Takes time in proportion to the text.
/// </summary>
internal sealed class UnescapedText
{
    // The longest is &#x0000002f;
    private const int LongestEntity = 12;

    private readonly char[] _chars;
    private readonly int[] _starts;
    private int _length;

    public UnescapedText(string text)
    {
        _chars = new char[text.Length];
        _starts = new int[text.Length + 1];
        for (int at = 0; at < text.Length; at++)
        {
            _chars[_length] = text[at];
            _starts[_length++] = at;
            while (Collapse())
            {
                // What an escape stands for may be the end of another: %2525, \u0026#47;
            }
        }

        _starts[_length] = text.Length;
    }

    /// <summary>What it reads.</summary>
    public ReadOnlySpan<char> Text => _chars.AsSpan(0, _length);

    /// <summary>Where a character of <see cref="Text"/> begins in the text as it was given; its end for the one after the last.</summary>
    public int StartOf(int index) => _starts[index];

    // Takes out an escape that ends with the last character. Each makes the text shorter, so all together are linear.
    private bool Collapse() => _chars[_length - 1] switch
    {
        '\\' or '/' or '"' => EndsWith(@"\", 1) && Becomes(2, _chars[_length - 1]),
        ';' => CollapseEntity(),
        char last when char.IsAsciiHexDigit(last) =>
            (EndsWith("%", 2) && Becomes(3, Number(2))) || (EndsWith(@"\u", 4) && Becomes(6, Number(4))),
        _ => false,
    };

    private bool CollapseEntity()
    {
        ReadOnlySpan<char> tail = Text[^Math.Min(_length, LongestEntity)..];
        int begin = tail.LastIndexOf('&');
        return begin >= 0 && WebUtility.HtmlDecode(tail[begin..].ToString()) is [var meant] && Becomes(tail.Length - begin, meant);
    }

    private bool EndsWith(string mark, int digits) =>
        _length >= mark.Length + digits && Text[..^digits].EndsWith(mark, StringComparison.Ordinal);

    private char? Number(int digits) =>
        ushort.TryParse(Text[^digits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) ? (char)code : null;

    // Only what can be in a key: anything else may stay as it is spelt.
    private bool Becomes(int length, char? meant)
    {
        if (meant is not (>= '!' and <= '~'))
        {
            return false;
        }

        _length -= length - 1;
        _chars[_length - 1] = meant.Value;
        return true;
    }
}
