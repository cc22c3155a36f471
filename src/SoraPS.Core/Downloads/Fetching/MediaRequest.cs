using System.Buffers;
using System.Net.Http.Headers;
using Polly;
using Polly.Timeout;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>One try: fetches what is missing of a file, following redirects, and appends it to the unfinished file.</summary>
/// <param name="client">The client for links to files.</param>
/// <param name="pace">Bounds the time for an answer, and for each step of the file.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where requests are logged.</param>
internal sealed class MediaRequest(HttpClient client, ResiliencePipeline pace, TimeProvider time, IRequestLog log)
{
    private const int MaxRedirects = 5;

    /// <summary>Fetches to the end.</summary>
    /// <returns>The media type that the server names, or null.</returns>
    /// <exception cref="DownloadAttemptException">It did not get to the end.</exception>
    public async Task<string?> RunAsync(MediaSource source, Variant variant, PartFile part, CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage response = await pace
                .ExecuteAsync(async token => await OpenAsync(source, part, token).ConfigureAwait(false), ct).ConfigureAwait(false);
            if (MediaAnswer.IsComplete(response, part))
            {
                return null;
            }

            MediaAnswer.Accept(response, variant, part, time.GetUtcNow());
            await CopyAsync(response.Content, part, ct).ConfigureAwait(false);
            return part.Length < part.Total
                ? throw new DownloadAttemptException($"The download ended after {part.Length} of {part.Total} bytes")
                : response.Content.Headers.ContentType?.MediaType;
        }
        catch (HttpRequestException exception) when (exception.InnerException is SoraException refusal)
        {
            throw refusal;
        }
        catch (TimeoutRejectedException)
        {
            string least = $"{DownloadRetries.Step >> 10} KiB in {DownloadResilience.StepTimeout.TotalSeconds} s";
            throw new DownloadAttemptException($"{source.Uri.Authority} sent less than {least}");
        }
        catch (HttpRequestException exception)
        {
            string why = RequestFailures.Describe(exception, source.Uri).TrimEnd('.');
            throw new DownloadAttemptException(why, RequestFailures.Cause(exception));
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(MediaSource source, PartFile part, CancellationToken ct)
    {
        for (int hop = 0; ; hop++)
        {
            HttpResponseMessage response = await SendAsync(source, part, ct).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            source = hop < MaxRedirects
                ? source.Redirected(location)
                : throw new DownloadAttemptException($"More than {MaxRedirects} redirects") { IsFinal = true };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(MediaSource source, PartFile part, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, source.Uri);
        new RequestContext
        {
            Operation = "download",
            Connection = source.Gateway.Connection,
            Key = source.Key,
            Log = log,
        }.AttachTo(request);
        if (part.Validator is { } validator)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(validator));
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
    }

    private async Task CopyAsync(HttpContent content, PartFile part, CancellationToken ct)
    {
        using Stream stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            while (await pace.ExecuteAsync(token => CopyStepAsync(stream, part, buffer, token), ct).ConfigureAwait(false))
            {
                // Each step has its own time.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // False at the end.
    private static async ValueTask<bool> CopyStepAsync(Stream stream, PartFile part, byte[] buffer, CancellationToken ct)
    {
        long end = part.Length + DownloadRetries.Step;
        while (part.Length < end)
        {
            int read = await ReadAsync(stream, buffer, ct).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            part.Append(buffer.AsSpan(0, read));
            MediaAnswer.CheckLength(part);
        }

        return true;
    }

    // Set apart from writing: a broken connection is tried again, a full disk is not.
    private static async ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await stream.ReadAsync(buffer, ct).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new DownloadAttemptException("The connection broke", RequestFailures.Cause(exception));
        }
    }
}
