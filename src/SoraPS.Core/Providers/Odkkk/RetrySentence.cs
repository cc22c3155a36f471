using System.Globalization;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Providers.Odkkk;

/// <summary>
/// Reads 'retry after 60 seconds': odkkk has no Retry-After header and says it in fallback_suggestion only.
/// </summary>
internal static partial class RetrySentence
{
    /// <summary>The time in the sentence; null if there is none.</summary>
    internal static TimeSpan? Read(string? sentence)
    {
        Match match = Pattern().Match(sentence ?? "");
        if (!match.Success)
        {
            return null;
        }

        int number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        return match.Groups["minutes"].Success ? TimeSpan.FromMinutes(number) : TimeSpan.FromSeconds(number);
    }

    [GeneratedRegex(
        @"retry (after|in) (?<number>[0-9]{1,6})(?![0-9]) ?(s\b|sec|(?<minutes>m\b|min)|$|[.,;])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
