using System.IO.Compression;
using System.Net;
using System.Text;

namespace SoraPS.Core.Http;

/// <summary>The body of an answer in memory, of bounded size: a server might never stop sending.</summary>
internal sealed class CappedContent : HttpContent
{
    /// <summary>Largest answer that is kept, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How much of an answer is kept as text for messages and the ledger.</summary>
    public const int MaxText = 64 * 1024;

    private readonly CappedBuffer _buffer;

    private CappedContent(CappedBuffer buffer, bool isCutOff)
    {
        _buffer = buffer;
        IsCutOff = isCutOff;
    }

    /// <summary>The body, or its first <see cref="MaxBytes"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.Bytes.Span;

    /// <summary>Its text, cut.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes[..Math.Min(Bytes.Length, MaxText)]);

    /// <summary>Whether it is larger than <see cref="MaxBytes"/>.</summary>
    public bool IsTooLarge => _buffer.IsFull;

    /// <summary>Whether the connection broke, or the time ran out, before its end.</summary>
    public bool IsCutOff { get; }

    /// <summary>Reads a body to its end or to <see cref="MaxBytes"/>.</summary>
    /// <param name="content">The body.</param>
    /// <param name="keepsCut">Whether to keep an incomplete body; otherwise it throws.</param>
    /// <param name="ct">Ends reading.</param>
    /// <remarks>HttpContent.LoadIntoBufferAsync has a limit, too, but discards a body that is incomplete or too large.</remarks>
    public static async Task<CappedContent> ReadAsync(HttpContent content, bool keepsCut, CancellationToken ct)
    {
        CappedBuffer raw = new(MaxBytes);
        try
        {
            bool isCutOff = false;
            try
            {
                using Stream stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
                await raw.FillAsync(stream, ct).ConfigureAwait(false);
            }
            catch (Exception exception) when (keepsCut && RequestFailures.IsNoAnswer(exception))
            {
                isCutOff = true;
            }

            if (await UnpackAsync(raw).ConfigureAwait(false) is { } unpacked)
            {
                raw.Dispose();
                raw = unpacked;
            }

            return new CappedContent(raw, isCutOff);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        stream.WriteAsync(_buffer.Bytes).AsTask();

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _buffer.Bytes.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _buffer.Dispose();
        }

        base.Dispose(disposing);
    }

    // No request asks for it, but a proxy on the way may pack an answer. Null for one that is not packed.
    private static async Task<CappedBuffer?> UnpackAsync(CappedBuffer raw)
    {
        if (raw.Bytes.Span is not [0x1F, 0x8B, ..])
        {
            return null;
        }

        CappedBuffer unpacked = new(MaxBytes);
        using MemoryStream packed = new(raw.Bytes.ToArray());
        using GZipStream gzip = new(packed, CompressionMode.Decompress);
        try
        {
            await unpacked.FillAsync(gzip, CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            // Cut off or spoilt: what was unpacked may still name a task.
        }

        return unpacked;
    }
}
