using System.Globalization;

namespace SoraPS.Core.Dialects.Odkkk;

/// <summary>
/// Reads 'retry after 60 seconds': odkkk has no Retry-After header and says it in fallback_suggestion only.
/// </summary>
internal static class RetrySentence
{
    private const int MostDigits = 6;

    private static readonly string[] s_begins = ["retry after ", "retry in "];

    /// <summary>The time in the sentence; null if there is none.</summary>
    internal static TimeSpan? Read(string? sentence)
    {
        foreach (string begin in s_begins)
        {
            int at = sentence?.IndexOf(begin, StringComparison.OrdinalIgnoreCase) ?? -1;
            if (at >= 0 && ReadTime(sentence.AsSpan(at + begin.Length)) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private static TimeSpan? ReadTime(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and int end ? end : text.Length;
        if (digits is 0 or > MostDigits)
        {
            return null;
        }

        int number = int.Parse(text[..digits], CultureInfo.InvariantCulture);
        ReadOnlySpan<char> unit = text[digits..].TrimStart(' ');
        int letters = 0;
        while (letters < unit.Length && char.IsLetter(unit[letters]))
        {
            letters++;
        }

        unit = unit[..letters];
        return unit is "" or "s" or "S" || unit.StartsWith("sec", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromSeconds(number)
            : unit is "m" or "M" || unit.StartsWith("min", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromMinutes(number)
            : null;
    }
}
