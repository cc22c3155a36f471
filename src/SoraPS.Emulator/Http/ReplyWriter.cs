using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>Writes answers; small ones leave in a single packet.</summary>
internal static class ReplyWriter
{
    private const int OnePacket = 16 * 1024;

    /// <summary>Writes the answer and gives the number of body bytes.</summary>
    public static async ValueTask<long> WriteAsync(
        Socket socket, HttpRequest request, HttpReply reply, bool keepAlive, CancellationToken cancellationToken)
    {
        byte[] head = Head(reply, keepAlive);
        bool hasBody = request.Method != "HEAD";
        ReadOnlyMemory<byte> body = hasBody ? reply.Body : default;
        if (body.Length > 0 && head.Length + body.Length <= OnePacket)
        {
            head = [.. head, .. body.Span];
            await SendAsync(socket, head, cancellationToken).ConfigureAwait(false);
            return body.Length;
        }

        await SendAsync(socket, head, cancellationToken).ConfigureAwait(false);
        await SendAsync(socket, body, cancellationToken).ConfigureAwait(false);
        if (reply.Video is null || !hasBody)
        {
            return body.Length;
        }

        long count = reply.CutAfter ?? reply.Length;
        foreach (ReadOnlyMemory<byte> piece in reply.Video.Read(reply.Offset, count))
        {
            await SendAsync(socket, piece, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    private static byte[] Head(HttpReply reply, bool keepAlive)
    {
        StringBuilder head = new(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\n");
        foreach ((string name, string value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Length}\r\n");
        if (!keepAlive)
        {
            head.Append("Connection: close\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static async ValueTask SendAsync(
        Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
        }
    }
}
