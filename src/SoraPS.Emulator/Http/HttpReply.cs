using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Videos;

namespace SoraPS.Emulator.Http;

/// <summary>An answer: bytes or a piece of a video, or a broken connection.</summary>
internal sealed class HttpReply
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status { get; init; } = 200;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public VideoFile? Video { get; init; }

    public long Offset { get; init; }

    /// <summary>Bytes announced; of a video, also the bytes sent unless <see cref="CutAfter"/> says fewer.</summary>
    public long Length { get; init; }

    /// <summary>Close the connection after so many body bytes.</summary>
    public long? CutAfter { get; init; }

    public Disconnect Disconnect { get; init; }

    public static HttpReply Broken(Disconnect how) => new() { Disconnect = how };

    public static HttpReply Json(int status, JsonNode body)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, s_json))
        {
            body.WriteTo(writer);
        }

        return Bytes(status, "application/json", buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    public static HttpReply Html(int status, string title)
    {
        byte[] page = Encoding.UTF8.GetBytes($"<html><body><h1>{title}</h1></body></html>");
        return Bytes(status, "text/html; charset=utf-8", page);
    }

    public static HttpReply Bytes(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        HttpReply reply = new() { Status = status, Body = body, Length = body.Length };
        return reply.With("Content-Type", contentType);
    }

    public static HttpReply Redirect(string location, int status = 302) =>
        new HttpReply { Status = status }.With("Location", location);

    public HttpReply With(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }
}
