using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads;

/// <summary>One try: fetches what is missing of a file, following redirects, and appends it to the unfinished file.</summary>
internal sealed class MediaRequest(HttpClient client, TimeProvider time, IRequestLog log)
{
    private const int MaxRedirects = 5;
    private const long MaxBytes = 16L * 1024 * 1024 * 1024;

    // For an answer, and then for each step: a server that sends a byte now and then would hold a place for ever.
    private static readonly TimeSpan s_leastPace = TimeSpan.FromSeconds(60);

    /// <summary>Fetches to the end.</summary>
    /// <returns>The media type that the server names, or null.</returns>
    /// <exception cref="DownloadAttemptException">It did not get to the end.</exception>
    public async Task<string?> RunAsync(MediaSource source, Variant variant, PartFile part, CancellationToken ct)
    {
        using CancellationTokenSource pace = new(s_leastPace, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(ct, pace.Token);
        try
        {
            using HttpResponseMessage response = await OpenAsync(source, part, both.Token).ConfigureAwait(false);
            if (IsComplete(response, part))
            {
                return null;
            }

            Accept(response, variant, part);
            await CopyAsync(response.Content, part, pace, both.Token).ConfigureAwait(false);
            return part.Length < part.Total
                ? throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, $"The download ended after {part.Length} of {part.Total} bytes")
                : response.Content.Headers.ContentType?.MediaType;
        }
        catch (HttpRequestException exception) when (exception.InnerException is SoraException refusal)
        {
            throw refusal;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            string slow = $"{source.Uri.Authority} sent less than {FetchPatience.Step >> 10} KiB in {s_leastPace.TotalSeconds} s";
            throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, slow);
        }
        catch (HttpRequestException exception)
        {
            string why = RequestFailures.Describe(exception, source.Uri).TrimEnd('.');
            throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, why, RequestFailures.Cause(exception));
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
                : throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, $"More than {MaxRedirects} redirects") { IsFinal = true };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(MediaSource source, PartFile part, CancellationToken ct)
    {
        long start = Stopwatch.GetTimestamp();
        string provider = source.Gateway.Connection.Name;
        using Activity? activity = Telemetry.Begin("download", provider, HttpMethod.Get, source.Uri);
        using HttpRequestMessage request = Build(source, part);
        try
        {
            HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Telemetry.Answered(activity, "download", provider, (int)response.StatusCode, elapsed);
            Emit(source, $"{(int)response.StatusCode}", elapsed);
            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Telemetry.NotAnswered(activity, "download", provider, exception, elapsed);
            Emit(source, "no answer", elapsed);
            throw;
        }
    }

    private void Emit(MediaSource source, string answer, TimeSpan elapsed)
    {
        if (log.WantsLines)
        {
            log.Line(FormattableString.Invariant(
                $"GET {source.Place} {answer} {elapsed.TotalMilliseconds:0} ms"));
        }
    }

    private static HttpRequestMessage Build(MediaSource source, PartFile part)
    {
        HttpRequestMessage request = new(HttpMethod.Get, source.Uri);
        if (source.WithKey && source.Gateway.RequireKey() is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        if (part.Validator is { } validator)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(EntityTagHeaderValue.Parse(validator));
        }

        return request;
    }

    // Nothing is left to continue: an earlier run got all bytes and ended before the file had its name.
    private static bool IsComplete(HttpResponseMessage response, PartFile part) =>
        response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable
        && part.Length > 0 && response.Content.Headers.ContentRange?.Length == part.Length;

    // Decides by the headers whether the bytes to come are wanted, and where they belong.
    private void Accept(HttpResponseMessage response, Variant variant, PartFile part)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Refused(response, part);
        }

        CheckType(response.Content.Headers.ContentType?.MediaType, variant);
        if (response.StatusCode is HttpStatusCode.PartialContent)
        {
            CheckRest(response, part);
        }
        else
        {
            part.Reset();
            part.SetValidator(response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null, response.Content.Headers.ContentLength);
        }

        if (part.Total > MaxBytes)
        {
            throw TooLarge();
        }
    }

    // If-Range should have seen to it, but not every server keeps to it: bytes of two files would be mixed.
    private static void CheckRest(HttpResponseMessage response, PartFile part)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        string? problem = part.Validator is not { } validator ? "The server sent a part, although the whole was asked for"
            : range?.From != part.Length ? "The server continued at another place than it was asked to"
            : (range.Length ?? part.Total) != part.Total || (response.Headers.ETag?.ToString() ?? validator) != validator
                ? "The server continued with another file"
            : null;
        if (problem is not null)
        {
            part.Reset();
            throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, problem);
        }
    }

    private DownloadAttemptException Refused(HttpResponseMessage response, PartFile part)
    {
        int status = (int)response.StatusCode;
        string message = $"The server answered with HTTP {status}";
        switch (status)
        {
            case 416:
                part.Reset();
                return new DownloadAttemptException(SoraErrorKind.DownloadFailed, message);
            // S3 says 400 (ExpiredToken) where the signature's own session has ended.
            case 400 or 401 or 403 or 404 or 410:
                return new DownloadAttemptException(SoraErrorKind.DownloadFailed, message) { IsLinkRefused = true };
            case 408 or 409 or 425 or 429 or >= 500:
                return new DownloadAttemptException(SoraErrorKind.DownloadFailed, message)
                {
                    RetryAfter = RetryAfter.FromHeaders(response.Headers, time.GetUtcNow()),
                };
            default:
                return new DownloadAttemptException(SoraErrorKind.DownloadFailed, message) { IsFinal = true };
        }
    }

    // An error page under status 200 must never become a video.
    private static void CheckType(string? type, Variant variant)
    {
        // Upper and lower case are the same (RFC 9110, section 8.3.1).
        bool isPossible = type is null || type.StartsWith(variant.Family, StringComparison.OrdinalIgnoreCase)
            || type.ToLowerInvariant() is "application/octet-stream" or "binary/octet-stream" or "application/mp4" or "application/binary";
        if (!isPossible)
        {
            throw new DownloadAttemptException(SoraErrorKind.InvalidVideo, $"The server sent {type} instead of a {variant.Name}");
        }
    }

    private static async Task CopyAsync(HttpContent content, PartFile part, CancellationTokenSource pace, CancellationToken ct)
    {
        long next = part.Length + FetchPatience.Step;
        pace.CancelAfter(s_leastPace);
        using Stream stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            while (await ReadAsync(stream, buffer, ct).ConfigureAwait(false) is > 0 and int read)
            {
                part.Append(buffer.AsSpan(0, read));
                if (part.Length > part.Total)
                {
                    part.Reset();
                    throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, "The server sent more bytes than the file has");
                }

                if (part.Length > MaxBytes)
                {
                    throw TooLarge();
                }

                if (part.Length >= next)
                {
                    next = part.Length + FetchPatience.Step;
                    pace.CancelAfter(s_leastPace);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
            throw new DownloadAttemptException(SoraErrorKind.DownloadFailed, "The connection broke", RequestFailures.Cause(exception));
        }
    }

    private static DownloadAttemptException TooLarge() =>
        new(SoraErrorKind.DownloadFailed, $"The file is larger than {MaxBytes >> 30} GiB") { IsFinal = true };
}
