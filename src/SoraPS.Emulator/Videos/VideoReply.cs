using System.Globalization;
using System.Net.Http.Headers;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Videos;

/// <summary>Answers with a video or the one range of it that was asked for.</summary>
internal static class VideoReply
{
    public static HttpReply For(HttpRequest request, VideoFile video, bool cut)
    {
        (long Start, long End)? range = Range(request, video);
        if (range is { } bad && bad.Start >= bad.End)
        {
            return HttpReply.Bytes(416, "text/plain", default).With("Content-Range", Text($"bytes */{video.Length}"));
        }

        (long start, long end) = range ?? (0, video.Length);
        HttpReply reply = new()
        {
            Status = range is null ? 200 : 206,
            Video = video,
            Offset = start,
            Length = end - start,
            CutAfter = cut ? (end - start) / 2 : null,
        };
        if (range is not null)
        {
            reply.With("Content-Range", Text($"bytes {start}-{end - 1}/{video.Length}"));
        }

        return reply.With("Content-Type", "video/mp4").With("Accept-Ranges", "bytes").With("ETag", video.ETag);
    }

    /// <summary>Null asks for the whole file, an empty range for what is not there.</summary>
    private static (long Start, long End)? Range(HttpRequest request, VideoFile video)
    {
        // A range of another version of the file must not be glued to the one the client has.
        if (request.Header("If-Range") is { } version && version != video.ETag)
        {
            return null;
        }

        if (!RangeHeaderValue.TryParse(request.Header("Range"), out RangeHeaderValue? header)
            || header.Unit != "bytes" || header.Ranges.Count != 1)
        {
            return null;
        }

        RangeItemHeaderValue range = header.Ranges.First();
        return range.From is { } from
            ? (from, Math.Min(range.To + 1 ?? video.Length, video.Length))
            : (Math.Max(0, video.Length - range.To!.Value), range.To == 0 ? 0 : video.Length);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
