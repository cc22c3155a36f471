using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Tests.Fuzz;

/// <summary>The key of the fuzz tests: the ways in which an answer may spell it, and whether a text shows it in any of them.</summary>
public static partial class KeySpellings
{
    public const string Key = "sk-Fuzz/47+Hidden=Zz91&Tail~Qq7Ww3Ee5Rr9";

    // So much of a key tells nobody anything.
    private const int Part = 8;

    private static readonly byte[] s_bytes = Encoding.ASCII.GetBytes(Key);

    // Base64 in its three positions, without what neighbours have a share in.
    private static readonly string[] s_bases =
    [
        .. Enumerable.Range(0, 3).Select(before => Convert.ToBase64String([.. new byte[before], .. s_bytes])
            [(((8 * before) + 5) / 6)..(8 * (before + s_bytes.Length) / 6)]),
    ];

    private static readonly string[] s_wholes = [Key, Convert.ToHexString(s_bytes), .. s_bases];

    private static readonly SearchValues<string> s_parts =
        SearchValues.Create([.. s_wholes.SelectMany(Parts)], StringComparison.OrdinalIgnoreCase);

    /// <summary>Some spelling of the key or of a part of it, fit to stand inside a JSON string.</summary>
    public static string Draw(Random random) => random.Next(12) switch
    {
        0 => Json(Key.ToUpperInvariant()),
        1 => string.Concat(Key.Select(c => $"\\u{(int)c:X4}")),
        2 => string.Concat(Key.Select(c => random.Next(2) == 0 ? $"%{(int)c:x2}" : Json($"{c}"))),
        3 => Json(WebUtility.HtmlEncode(Key)),
        4 => string.Concat(Key.Select(c => $"&#{(int)c};")),
        5 => Convert.ToBase64String([.. new byte[random.Next(3)], .. s_bytes]),
        6 => Convert.ToHexStringLower(s_bytes),
        7 => Json(Key[..random.Next(Part, Key.Length)]) + string.Concat(Enumerable.Repeat(@"\\%&", random.Next(12))),
        8 => Json(Key[random.Next(Key.Length - Part)..]),
        9 => string.Concat(Key.Select(c => random.Next(3) switch { 0 => $"\\u{(int)c:x4}", 1 => $"&#x{(int)c:x};", _ => Json($"{c}") })),
        10 => Key.Replace("/", @"\/", StringComparison.Ordinal),
        _ => Key,
    };

    /// <summary>The part of the key that a text shows, as it stands or in the escapes of JSON, addresses or HTML; null if none.</summary>
    public static string? ShownIn(string text) => Readings(text)
        .Select(read => read.AsSpan().IndexOfAny(s_parts) is >= 0 and int at ? read.Substring(at, Part) : null)
        .FirstOrDefault(part => part is not null);

    /// <summary>Whether a text shows the whole key.</summary>
    public static bool AreWhollyIn(string text) =>
        Readings(text).Any(read => s_wholes.Any(whole => read.Contains(whole, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> Readings(string text)
    {
        for (int round = 0; round < 4; round++)
        {
            yield return text;
            string read = WebUtility.HtmlDecode(Percent().Replace(Escape().Replace(Unicode().Replace(text, Character), "$1"), Character));
            if (read == text)
            {
                yield break;
            }

            text = read;
        }
    }

    private static string Json(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string text) =>
        Enumerable.Range(0, text.Length - Part + 1).Select(index => text.Substring(index, Part));

    private static string Character(Match match) =>
        $"{(char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Unicode();

    // Before anything else a backslash escapes nothing of a key.
    [GeneratedRegex("""\\(["\\/])""")]
    private static partial Regex Escape();

    [GeneratedRegex("%([0-9a-fA-F]{2})")]
    private static partial Regex Percent();
}
