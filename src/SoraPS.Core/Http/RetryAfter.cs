using System.Globalization;
using System.Net.Http.Headers;

namespace SoraPS.Core.Http;

/// <summary>The ways in which gateways say how long to wait before the next try.</summary>
public static class RetryAfter
{
    /// <summary>
    /// Reads retry-after-ms (OpenAI's own header, which its clients read) or Retry-After as seconds, whole or not, or as a date.
    /// Null if neither is there or makes sense; never negative.
    /// </summary>
    public static TimeSpan? FromHeaders(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Milliseconds(headers, "retry-after-ms") is { } exact)
        {
            return exact;
        }

        string? text = First(headers, "Retry-After");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? FromSeconds(Math.Max(0, (date - now).TotalSeconds))
            : null;
    }

    /// <summary>Reads a header of milliseconds, such as openai-poll-after-ms; null if it is missing or no number.</summary>
    public static TimeSpan? Milliseconds(HttpResponseHeaders headers, string name) =>
        double.TryParse(First(headers, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds)
            ? FromSeconds(milliseconds / 1000)
            : null;

    private static TimeSpan? FromSeconds(double seconds) =>
        seconds is >= 0 and < 30 * 86400 ? TimeSpan.FromSeconds(seconds) : null;

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
