using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SoraPS.Core.Http;

/// <summary>Reads a JSON answer of bounded size: what comes from the network is not trusted to end.</summary>
internal static class CappedBody
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How much of an answer is kept as text for messages and the ledger.</summary>
    private const int MaxText = 64 * 1024;

    /// <summary>The answer as JSON (undefined if it is none) and its text, cut.</summary>
    /// <exception cref="SoraException">InvalidResponse: it is larger than <see cref="MaxBytes"/>.</exception>
    public static async Task<(JsonElement Json, string Text)> ReadAsync(HttpContent content, CancellationToken ct)
    {
        using Stream stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        try
        {
            int length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), ct).ConfigureAwait(false) is > 0 and int read)
            {
                length += read;
                if (length > MaxBytes)
                {
                    throw new SoraException(SoraErrorKind.InvalidResponse, $"The gateway's answer is larger than {MaxBytes >> 20} MiB.");
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return (Parse(buffer.AsMemory(0, length)), Encoding.UTF8.GetString(buffer, 0, Math.Min(length, MaxText)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // No JSON: the undefined element says so, and the dialect's caller decides what that means.
            return default;
        }
    }
}
