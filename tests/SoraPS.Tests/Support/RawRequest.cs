using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SoraPS.Emulator.Http;

namespace SoraPS.Tests.Support;

/// <summary>One request as it came, and the way to answer it.</summary>
internal sealed class RawRequest(HttpRequest request, NetworkStream stream, CancellationToken ct)
{
    /// <summary>Such as 'GET /videos/1 HTTP/1.1'.</summary>
    public string RequestLine => request.RequestLine;

    public string Body { get; } = Encoding.UTF8.GetString(request.Body);

    public string? Header(string name) => request.Header(name);

    /// <summary>A whole answer.</summary>
    public async Task SendAsync(int status, string type, ReadOnlyMemory<byte> content, params string[] headers)
    {
        await BeginAsync(status, [$"Content-Type: {type}", $"Content-Length: {content.Length}", .. headers]);
        await stream.WriteAsync(content, ct);
    }

    /// <summary>The head of an answer; what follows is up to the test.</summary>
    public async Task BeginAsync(int status, params string[] headers)
    {
        string lines = string.Concat(headers.Append("Connection: close").Select(line => line + "\r\n"));
        await WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} Answer\r\n{lines}\r\n"));
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, ct);

    /// <summary>Says nothing until the client leaves.</summary>
    public async Task StallAsync() => await stream.CopyToAsync(Stream.Null, ct);

    /// <summary>The answer of the file, whole or from the byte that is asked for.</summary>
    public Task SendFileAsync(byte[] file, string etag)
    {
        bool isRest = Header("Range") is not null && Header("If-Range") == etag;
        int from = isRest ? int.Parse(Header("Range")![6..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        return isRest
            ? SendAsync(
                206, "video/mp4", file.AsMemory(from), $"ETag: {etag}", $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}")
            : SendAsync(200, "video/mp4", file, $"ETag: {etag}");
    }
}
