using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Http;

/// <summary>Takes a key out of what comes from a gateway: some repeat it in their error messages.</summary>
internal static class Secrets
{
    private const string Stars = "***";

    // With these JSON, addresses and HTML begin to spell a character otherwise.
    private static readonly SearchValues<char> s_escapes = SearchValues.Create(@"\%&");
    private static readonly SearchValues<byte> s_escapeBytes = SearchValues.Create(@"\%&"u8);

    /// <summary>Whether <see cref="Without"/> might find the key in a text.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> utf8, string secret) =>
        utf8.ContainsAny(s_escapeBytes) || utf8.IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0;

    /// <summary>The text without the key, also where it is spelt as in JSON, addresses or HTML.</summary>
    public static string Without(string text, string? secret)
    {
        if (secret is null)
        {
            return text;
        }

        string plain = text.Replace(secret, Stars, StringComparison.Ordinal);
        return plain.AsSpan().ContainsAny(s_escapes) ? Regex.Replace(plain, Escaped(secret), Stars) : plain;
    }

    // Each character as it is, behind a backslash, by its number (\u002b, %2B, &#43;, &#x2b;), or by its name in HTML.
    private static string Escaped(string secret) => string.Concat(secret.Select(c =>
    {
        string plain = Regex.Escape($"{c}");
        string named = Regex.Escape(WebUtility.HtmlEncode($"{c}"));
        string numbered = string.Create(
            CultureInfo.InvariantCulture, $@"\\u00{(int)c:x2}|%{(int)c:x2}|&\#0*{(int)c};|&\#x0*{(int)c:x};");
        return $@"(?:\\?{plain}|{named}|(?i:{numbered}))";
    }));
}
