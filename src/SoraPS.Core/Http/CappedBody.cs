using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Core.Http;

/// <summary>The body of an answer, of bounded size: what comes from the network is not trusted to end.</summary>
/// <param name="Json">The body as JSON; undefined if it is none, or larger than <see cref="MaxBytes"/>.</param>
/// <param name="Text">Its text, cut.</param>
/// <param name="IsTooLarge">Whether it is larger than <see cref="MaxBytes"/>.</param>
/// <param name="IsCutOff">Whether the connection broke, or the time ran out, before its end.</param>
/// <param name="Id">The id that it names; null if it names none or none was looked for.</param>
internal sealed record CappedBody(JsonElement Json, string Text, bool IsTooLarge, bool IsCutOff, NamedId? Id)
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How much of an answer is kept as text for messages and the ledger.</summary>
    private const int MaxText = 64 * 1024;

    /// <summary>Reads a body to its end or to <see cref="MaxBytes"/>.</summary>
    /// <param name="content">The body.</param>
    /// <param name="idNames">
    /// The names of a task's id, for an answer that may be the only one to tell it: what came of a body is kept then, also if
    /// its end never comes. Null throws in that case.
    /// </param>
    /// <param name="ct">Ends reading.</param>
    public static async Task<CappedBody> ReadAsync(HttpContent content, IReadOnlyList<string>? idNames, CancellationToken ct)
    {
        using CappedBuffer raw = new(MaxBytes);
        bool isCutOff = false;
        try
        {
            using Stream stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await raw.FillAsync(stream, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (idNames is not null && RequestFailures.IsNoAnswer(exception))
        {
            isCutOff = true;
        }

        using CappedBuffer? unpacked = await UnpackAsync(raw).ConfigureAwait(false);
        CappedBuffer body = unpacked ?? raw;
        return new CappedBody(
            body.IsFull ? default : JsonText.Parse(body.Bytes.Span),
            Encoding.UTF8.GetString(body.Bytes.Span[..Math.Min(body.Bytes.Length, MaxText)]),
            body.IsFull,
            isCutOff,
            idNames is null ? null : NamedId.Find(body.Bytes.Span, idNames));
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
