namespace SoraPS.Emulator.Http;

/// <summary>A request, read to its end.</summary>
internal sealed class HttpRequest(string method, string target, string version, Dictionary<string, string> headers, byte[] body)
{
    private readonly string _rawPath = target.Split('?', 2)[0];
    private Dictionary<string, string>? _query;

    /// <summary>Such as 'GET /videos/1 HTTP/1.1'.</summary>
    public string RequestLine => $"{Method} {target} {version}";

    public string Method { get; } = method;

    public byte[] Body { get; } = body;

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string RawPath => _rawPath;

    public Dictionary<string, string> Query => _query ??= ParseQuery(target);

    public bool KeepAlive => !string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    public string? BearerKey =>
        Header("Authorization") is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;

    public bool IsMultipart =>
        Header("Content-Type")?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    public string? Header(string name) => headers.GetValueOrDefault(name);

    public bool HasInHeaders(string text) => headers.Values.Any(value => value.Contains(text, StringComparison.Ordinal));

    /// <summary>The decoded path segments below a base path, or null when the path lies elsewhere.</summary>
    public string[]? SegmentsBelow(string basePath)
    {
        if (!_rawPath.StartsWith(basePath, StringComparison.Ordinal)
            || (_rawPath.Length > basePath.Length && _rawPath[basePath.Length] != '/'))
        {
            return null;
        }

        // Decoding comes after splitting: an encoded '/' belongs to an id.
        return [.. _rawPath[basePath.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(Uri.UnescapeDataString)];
    }

    private static Dictionary<string, string> ParseQuery(string target)
    {
        Dictionary<string, string> query = new(StringComparer.Ordinal);
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return query;
        }

        foreach (string pair in target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = pair.Split('=', 2);
            query[Decode(sides[0])] = sides.Length > 1 ? Decode(sides[1]) : "";
        }

        return query;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
