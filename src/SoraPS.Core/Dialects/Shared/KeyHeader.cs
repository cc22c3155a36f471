namespace SoraPS.Core.Dialects.Shared;

/// <summary>The header that carries the key.</summary>
/// <param name="Name">The header's name.</param>
/// <param name="Scheme">The word before the key, such as Bearer; null for the key alone.</param>
public sealed record KeyHeader(string Name, string? Scheme = null)
{
    // These have a meaning of their own. HttpClient sets some itself and drops others, and the key with them.
    private static readonly string[] s_taken =
    [
        "Allow", "Connection", "Cookie", "Date", "Expect", "Expires", "From", "Host", "Keep-Alive", "Last-Modified", "Max-Forwards",
        "Origin", "Pragma", "Range", "Referer", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via",
        "Warning",
    ];

    private static readonly string[] s_takenFamilies = ["Accept", "Access-Control-", "Cache-", "Content-", "If-", "Proxy-", "Sec-"];

    /// <summary>Authorization: Bearer, followed by the key (RFC 6750).</summary>
    public static KeyHeader Bearer { get; } = new("Authorization", "Bearer");

    /// <summary>The header of a name: Authorization means <see cref="Bearer"/>, any other header contains the key alone.</summary>
    /// <exception cref="SoraException">InvalidRequest: not a header name (RFC 9110), or a header with a meaning of its own.</exception>
    public static KeyHeader Named(string name)
    {
        if (name.Equals(Bearer.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Bearer;
        }

        bool isToken = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));
        bool isTaken = s_taken.Contains(name, StringComparer.OrdinalIgnoreCase)
            || s_takenFamilies.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase));
        return isToken && !isTaken
            ? new KeyHeader(name)
            : throw new SoraException(SoraErrorKind.InvalidRequest, $"The key cannot travel in a header named '{name}'.")
            {
                RecommendedAction = "Give the name of the header only, such as api-key or x-api-key; Authorization is sent as Bearer.",
            };
    }

    /// <summary>The header's value for a key.</summary>
    public string ValueOf(string key) => Scheme is null ? key : $"{Scheme} {key}";
}
