using System.Text.RegularExpressions;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Http;

/// <summary>
/// A body as -Debug shows it: prompts and long values cut, links without what may be a signature. It works on the text, not
/// on JSON read from it: showing an answer must never fail, whatever a gateway sends, as the task in it may be paid for.
/// </summary>
internal static partial class DebugText
{
    private const int MaxPrompt = 60;
    private const int MaxValue = 300;
    private const int MaxBody = 4000;

    /// <summary>The text to show; the key is not taken out here.</summary>
    public static string Of(string? body)
    {
        string text = LedgerText.WithoutQueries(Strings().Replace(body ?? "", Shortened));
        return text.Length <= MaxBody ? text : $"{Start(text, MaxBody)}… ({text.Length} characters)";
    }

    private static string Shortened(Match match)
    {
        string value = match.Groups["value"].Value;
        bool isPrompt = match.Groups["name"].Value.Equals("prompt", StringComparison.OrdinalIgnoreCase);
        int most = isPrompt ? MaxPrompt : MaxValue;
        return value.Length <= most
            ? match.Value
            : $"{match.Groups["before"].Value}\"{Start(value, most)}… ({value.Length} characters)\"";
    }

    // Never half of a character.
    private static string Start(string text, int length) =>
        text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    // A JSON text, and the name before it if it is a field's value. The last one may have been cut off.
    [GeneratedRegex(
        """(?<before>(?:"(?<name>[^"\\]*)"\s*:\s*)?)"(?<value>(?>(?:[^"\\]|\\.)*))(?:"|$)""",
        RegexOptions.Singleline)]
    private static partial Regex Strings();
}
