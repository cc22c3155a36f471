using System.Net;
using System.Net.Http.Headers;
using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>Checks the response of a file server: whether its bytes are wanted, and where in the file they belong.</summary>
internal static class MediaAnswer
{
    private const long MaxBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>Whether nothing is left to continue: an earlier run got all bytes and ended before the file had its name.</summary>
    public static bool IsComplete(HttpResponseMessage response, PartFile part) =>
        response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable
        && part.Length > 0 && response.Content.Headers.ContentRange?.Length == part.Length;

    /// <summary>Prepares the unfinished file for the bytes that the headers announce.</summary>
    /// <exception cref="DownloadAttemptException">These bytes are not wanted.</exception>
    public static void Accept(HttpResponseMessage response, Variant variant, PartFile part, DateTimeOffset now)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw Refused(response, part, now);
        }

        CheckType(response.Content.Headers.ContentType?.MediaType, variant);
        if (response.StatusCode is HttpStatusCode.PartialContent)
        {
            CheckRest(response, part);
        }
        else
        {
            part.Reset();
            string? validator = response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null;
            part.SetValidator(validator, response.Content.Headers.ContentLength);
        }

        if (part.Total > MaxBytes)
        {
            throw TooLarge();
        }
    }

    /// <summary>Checks that no more bytes have come than announced, or than any file may have.</summary>
    /// <exception cref="DownloadAttemptException">More have come.</exception>
    public static void CheckLength(PartFile part)
    {
        if (part.Length > part.Total)
        {
            part.Reset();
            throw new DownloadAttemptException("The server sent more bytes than the file has");
        }

        if (part.Length > MaxBytes)
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
            throw new DownloadAttemptException(problem);
        }
    }

    private static DownloadAttemptException Refused(HttpResponseMessage response, PartFile part, DateTimeOffset now)
    {
        int status = (int)response.StatusCode;
        string message = $"The server answered with HTTP {status}";
        switch (status)
        {
            case 416:
                part.Reset();
                return new DownloadAttemptException(message);
            // S3 says 400 (ExpiredToken) where the signature's own session has ended.
            case 400 or 401 or 403 or 404 or 410:
                return new DownloadAttemptException(message) { IsLinkRefused = true };
            case 408 or 409 or 425 or 429 or >= 500:
                return new DownloadAttemptException(message)
                {
                    RetryAfter = RetryAfter.FromHeaders(response.Headers, now),
                };
            default:
                return new DownloadAttemptException(message) { IsFinal = true };
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
            throw new DownloadAttemptException($"The server sent {type} instead of a {variant.Name}") { Kind = SoraErrorKind.InvalidVideo };
        }
    }

    private static DownloadAttemptException TooLarge() =>
        new($"The file is larger than {MaxBytes >> 30} GiB") { IsFinal = true };
}
