using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>Reads requests off a socket; bodies by length or chunked.</summary>
internal sealed class RequestReader(Socket socket)
{
    private const int MaxHeader = 64 * 1024;
    private const int MaxBody = 64 * 1024 * 1024;
    private const int MaxChunkLine = 4 * 1024;
    private const int FirstPiece = 64 * 1024;
    private static readonly byte[] s_continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();
    private byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next request, or null when the client is done.</summary>
    public async ValueTask<HttpRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = Buffered.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_end - _start > MaxHeader || !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        string[] lines = Encoding.Latin1.GetString(Buffered[..length]).Split("\r\n");
        _start += length + 4;
        string[] words = lines[0].Split(' ');
        if (words.Length != 3)
        {
            return null;
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        byte[]? body = await ReadBodyAsync(headers, cancellationToken).ConfigureAwait(false);
        return body is null ? null : new HttpRequest(words[0], words[1], words[2], headers, body);
    }

    private Span<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    private async ValueTask<byte[]?> ReadBodyAsync(
        Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        bool chunked = headers.GetValueOrDefault("Transfer-Encoding") == "chunked";
        string announced = headers.GetValueOrDefault("Content-Length") ?? "0";
        if (!int.TryParse(announced, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            return null;
        }

        if (!chunked && length == 0)
        {
            return [];
        }

        if (headers.GetValueOrDefault("Expect") == "100-continue")
        {
            await socket.SendAsync(s_continue, cancellationToken).ConfigureAwait(false);
        }

        return chunked
            ? await ReadChunksAsync(cancellationToken).ConfigureAwait(false)
            : await TakeAsync(length, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<byte[]?> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        while (true)
        {
            string? line = await TakeLineAsync(cancellationToken).ConfigureAwait(false);
            if (line is null
                || !int.TryParse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int size)
                || size < 0 || body.Length + size > MaxBody)
            {
                return null;
            }

            if (size > 0)
            {
                body.Write(await TakeAsync(size, cancellationToken).ConfigureAwait(false) ?? []);
            }

            await TakeLineAsync(cancellationToken).ConfigureAwait(false);
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async ValueTask<string?> TakeLineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = Buffered.IndexOf("\r\n"u8)) < 0)
        {
            if (_end - _start > MaxChunkLine || !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        string line = Encoding.Latin1.GetString(Buffered[..length]);
        _start += length + 2;
        return line;
    }

    private async ValueTask<byte[]?> TakeAsync(int length, CancellationToken cancellationToken)
    {
        if (length > MaxBody)
        {
            return null;
        }

        // What is announced costs no memory, only what arrives.
        byte[] bytes = new byte[Math.Min(length, Math.Max(FirstPiece, _end - _start))];
        int have = Math.Min(length, _end - _start);
        Buffered[..have].CopyTo(bytes);
        _start += have;
        while (have < length)
        {
            if (have == bytes.Length)
            {
                Array.Resize(ref bytes, Math.Min(length, bytes.Length * 2));
            }

            int read = await socket.ReceiveAsync(bytes.AsMemory(have), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            have += read;
        }

        return bytes;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        Buffered.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
