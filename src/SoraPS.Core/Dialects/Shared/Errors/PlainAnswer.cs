namespace SoraPS.Core.Dialects.Shared.Errors;

/// <summary>
/// A sentence for an error answer that is not in the gateway's own shape: a proxy's page, plain text, or nothing.
/// </summary>
internal static class PlainAnswer
{
    private const int LongestSentence = 300;

    /// <summary>The first line of plain text; of a page or of unknown JSON only the status.</summary>
    internal static string Sentence(GatewayAnswer answer)
    {
        string text = answer.Text.Trim();
        if (text.Length == 0 || text[0] is '<' or '{' or '[')
        {
            return $"HTTP {answer.Status} without a reason";
        }

        string line = text.Split('\n', 2)[0].TrimEnd();
        return line.Length <= LongestSentence ? line : line[..LongestSentence];
    }
}
