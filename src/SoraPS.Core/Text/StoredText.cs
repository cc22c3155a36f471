using System.Text;

namespace SoraPS.Core.Text;

/// <summary>Makes texts fit to be kept: not too long, and links without their query, which may be signed.</summary>
internal static class StoredText
{
    /// <summary>Most bytes of an answer that are kept.</summary>
    public const int MaxAnswer = 64 * 1024;

    private const string Scheme = "http";
    private const string Cut = "?...";

    /// <summary>
    /// Cuts the query part of every link, also of links inside JSON that escapes its slashes. Takes time in proportion to the text.
    /// </summary>
    public static string WithoutQueries(string text)
    {
        StringBuilder? kept = null;
        int from = 0;
        int at = 0;
        while (text.IndexOf(Scheme, at, StringComparison.OrdinalIgnoreCase) is >= 0 and int link)
        {
            at = link + Scheme.Length;
            if (!SkipOrigin(text, ref at))
            {
                continue;
            }

            // What was passed over is never looked at again, also where it holds the beginning of another link.
            at = EndOfPath(text, at);
            int end = IsQuery(text, at) ? EndOfQuery(text, at) : at;
            if (end > at && !text.AsSpan(at, end - at).SequenceEqual(Cut))
            {
                (kept ??= new(text.Length)).Append(text, from, at - from).Append(Cut);
                from = end;
            }

            at = end;
        }

        return kept is null ? text : kept.Append(text, from, text.Length - from).ToString();
    }

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

    private static bool SkipOrigin(string text, ref int at)
    {
        at += Stands(text, at, "s") ? 1 : 0;
        if (!Stands(text, at, ":"))
        {
            return false;
        }

        at++;
        return SkipSpelt(text, ref at, '/', "u002f") && SkipSpelt(text, ref at, '/', "u002f");
    }

    private static int EndOfPath(string text, int at)
    {
        while (at < text.Length && !IsEnd(text[at]) && text[at] is not ('?' or '#'))
        {
            if (text[at] != '\\')
            {
                at++;
            }
            else if (!SkipSpelt(text, ref at, '/', "u002f"))
            {
                break;
            }
        }

        return at;
    }

    private static bool IsQuery(string text, int at) => SkipSpelt(text, ref at, '?', "u003f") || SkipSpelt(text, ref at, '#', "u0023");

    private static int EndOfQuery(string text, int at)
    {
        while (at < text.Length && !IsEnd(text[at]))
        {
            if (text[at] == '\\' && (at + 1 == text.Length || text[at + 1] == '"' || char.IsWhiteSpace(text[at + 1])))
            {
                // The text ends here that holds the link: JSON in JSON.
                break;
            }

            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, text.Length);
    }

    private static bool IsEnd(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '<' or '>';

    // As it is, behind backslashes, or by its number: JSON may be in JSON.
    private static bool SkipSpelt(string text, ref int at, char plain, string number)
    {
        int end = at;
        while (end < text.Length && text[end] == '\\')
        {
            end++;
        }

        int length = end < text.Length && text[end] == plain ? 1 : end > at && Stands(text, end, number) ? number.Length : 0;
        at = length > 0 ? end + length : at;
        return length > 0;
    }

    private static bool Stands(string text, int at, string part) =>
        string.Compare(text, at, part, 0, part.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
