using System.Text;

namespace SoraPS.Core.Text;

/// <summary>
/// A body as -Debug shows it: prompts and long values cut. It works on the text, not on JSON read from it: showing an answer must
/// never fail, whatever a gateway sends, as the task in it may be paid for. Takes time in proportion to the text.
/// </summary>
internal static class DebugText
{
    private const int MaxPrompt = 60;
    private const int MaxValue = 300;
    private const int MaxBody = 4000;

    /// <summary>The text to show of a body that has passed through <see cref="ForeignText"/>.</summary>
    public static string Of(string body)
    {
        string text = Shortened(body);
        return text.Length <= MaxBody ? text : $"{ForeignText.Start(text, MaxBody)}… ({text.Length} characters)";
    }

    private static string Shortened(string body)
    {
        StringBuilder shown = new(body.Length);
        bool isPrompt = false;
        int at = 0;
        while (body.IndexOf('"', at) is >= 0 and int quote)
        {
            int end = EndOf(body, quote + 1);
            string value = body[(quote + 1)..end];
            int most = isPrompt ? MaxPrompt : MaxValue;
            shown.Append(body, at, quote + 1 - at)
                .Append(value.Length <= most ? value : $"{ForeignText.Start(value, most)}… ({value.Length} characters)");
            if (end < body.Length || value.Length > most)
            {
                shown.Append('"');
            }

            at = Math.Min(end + 1, body.Length);
            isPrompt = value.Equals("prompt", StringComparison.OrdinalIgnoreCase) && body.AsSpan(at).TrimStart() is [':', ..];
        }

        return shown.Append(body, at, body.Length - at).ToString();
    }

    // Where the JSON text ends whose quote stands before; the last one may have been cut off.
    private static int EndOf(string body, int at)
    {
        while (at < body.Length && body[at] != '"')
        {
            at += body[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, body.Length);
    }
}
