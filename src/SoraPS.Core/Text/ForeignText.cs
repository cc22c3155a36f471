using System.Buffers;

namespace SoraPS.Core.Text;

/// <summary>
/// What may be shown or stored of a text that came from the network: without the key, without the query of links, which may be a
/// signature, without what would steer a terminal, and not too long. Every such text passes through here, and nowhere else.
/// </summary>
internal static class ForeignText
{
    /// <summary>Most characters of a sentence.</summary>
    public const int Sentence = 600;

    /// <summary>Most characters of a word: a code, a state, a request id, a model.</summary>
    public const int Word = 200;

    private const int LongestId = 1024;
    private const char Unprintable = '\uFFFD';
    private static readonly SearchValues<char> s_steering =
        SearchValues.Create([.. Enumerable.Range(0, '\u2100').Select(code => (char)code).Where(Steers)]);

    /// <summary>A text with its line breaks, such as a body.</summary>
    public static string Clean(string text, Secrets secrets)
    {
        string hidden = StoredText.WithoutQueries(secrets.Without(text));
        return hidden.AsSpan().ContainsAny(s_steering)
            ? string.Concat(hidden.ReplaceLineEndings("\n").Select(c => Steers(c) ? Unprintable : c))
            : hidden;
    }

    /// <summary>A text in one line of so many characters at most.</summary>
    public static string Line(string text, int most, Secrets secrets)
    {
        string line = Clean(text, secrets).ReplaceLineEndings(" ").Replace('\t', ' ').Trim();
        return line.Length <= most ? line : $"{Start(line, most)}…";
    }

    /// <summary>
    /// Whether an id can be shown as it is. It must come back to the gateway letter by letter, so that nothing in it is replaced.
    /// </summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= LongestId } && IsPrintable(text);

    /// <summary>Whether a text can be shown in a line as it is.</summary>
    public static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAny(s_steering) && !text.ContainsAny('\n', '\t');

    /// <summary>A text as one word of PowerShell, which takes five characters for a quote: for commands that a person may copy.</summary>
    public static string Quoted(string text) =>
        $"'{string.Concat(text.Select(c => c is '\'' or (>= '\u2018' and <= '\u201B') ? $"{c}{c}" : $"{c}"))}'";

    /// <summary>The beginning of a text, never with half of a character at its end.</summary>
    public static string Start(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    // Control characters, and those that turn the direction of writing; half of a character is none.
    private static bool Steers(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t'))
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
