using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Ledger;

/// <summary>Makes texts fit to be kept: not too long, and links without their query, which may be signed.</summary>
internal static partial class LedgerText
{
    /// <summary>Most bytes of an answer that are kept.</summary>
    public const int MaxAnswer = 64 * 1024;

    /// <summary>Cuts the query part of every link, also of links inside JSON that escapes its slashes.</summary>
    public static string WithoutQueries(string text) =>
        text.Contains("http", StringComparison.OrdinalIgnoreCase) ? Links().Replace(text, "$1?...") : text;

    /// <summary>An answer as it is kept: at most <see cref="MaxAnswer"/> bytes of UTF-8, whole characters.</summary>
    public static string? Answer(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string kept = WithoutQueries(text);
        if (Encoding.UTF8.GetByteCount(kept) <= MaxAnswer)
        {
            return kept;
        }

        Encoder encoder = Encoding.UTF8.GetEncoder();
        encoder.Convert(kept, new byte[MaxAnswer], flush: false, out int used, out _, out _);
        return kept[..(char.IsHighSurrogate(kept[used - 1]) ? used - 1 : used)];
    }

    [GeneratedRegex(
        """(https?:(?:\\?/){2}(?:\\/|[^\s"'<>?#\\])*)(?:[?#]|\\u003[fF])(?:\\[^"\s]|[^\s"'<>\\])*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Links();
}
