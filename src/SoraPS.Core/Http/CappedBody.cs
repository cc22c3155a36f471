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

    /// <summary>
    /// The answer as JSON (undefined if it is none, or larger than <see cref="MaxBytes"/>) and its text, cut.
    /// </summary>
    /// <param name="content">The body.</param>
    /// <param name="secret">A key to take out before anything sees the text: some gateways repeat it in their errors.</param>
    /// <param name="ct">Ends reading.</param>
    public static async Task<(JsonElement Json, string Text, bool IsTooLarge)> ReadAsync(
        HttpContent content, string? secret, CancellationToken ct)
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
                    return (default, "", true);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            ReadOnlyMemory<byte> body = WithoutSecret(buffer.AsMemory(0, length), secret);
            return (Parse(body.Span), Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxText)]), false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlyMemory<byte> WithoutSecret(ReadOnlyMemory<byte> body, string? secret)
    {
        if (secret is null || !Secrets.MayBeIn(body.Span, secret))
        {
            return body;
        }

        string text = Encoding.UTF8.GetString(body.Span);
        string clean = Secrets.Without(text, secret);
        return text == clean ? body : Encoding.UTF8.GetBytes(clean);
    }

    private static JsonElement Parse(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> json = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // No JSON: the undefined element says so, and the dialect's caller decides what that means.
            return default;
        }
    }
}
