using System.Globalization;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Http;

/// <summary>Takes a key out of what comes from a gateway: some repeat it in their error messages.</summary>
internal static class Secrets
{
    private const string Stars = "***";

    /// <summary>The text without the key, also where JSON escapes are mixed into it; the same text if it is not in it.</summary>
    public static string Without(string text, string? secret)
    {
        if (secret is null)
        {
            return text;
        }

        string plain = text.Replace(secret, Stars, StringComparison.Ordinal);
        return plain.Contains('\\', StringComparison.Ordinal) ? Regex.Replace(plain, Escaped(secret), Stars) : plain;
    }

    // Each character as it is, behind a backslash, or by its number.
    private static string Escaped(string secret) => string.Concat(secret.Select(c =>
        $@"\\?(?:{Regex.Escape(c.ToString())}|(?<=\\)u(?i:{((int)c).ToString("x4", CultureInfo.InvariantCulture)}))"));
}
