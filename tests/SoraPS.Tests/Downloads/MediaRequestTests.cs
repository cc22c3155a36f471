using System.Net.Http.Headers;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;

namespace SoraPS.Tests.Downloads;

/// <summary>What the head of an answer tells.</summary>
public sealed class MediaRequestTests : MediaRequestFixture
{
    private const long Largest = 16L * 1024 * 1024 * 1024;

    [Theory]
    [InlineData(null)]
    [InlineData("video/mp4")]
    [InlineData("VIDEO/MP4")]
    [InlineData("video/quicktime")]
    [InlineData("application/octet-stream")]
    [InlineData("Application/Octet-Stream")]
    [InlineData("binary/octet-stream")]
    [InlineData("application/mp4")]
    [InlineData("application/binary")]
    public async Task A_type_that_servers_of_files_give_a_video_is_taken(string? type)
    {
        using PartFile part = Open();
        Assert.Equal(type, await RunAsync(Answer(200, type, "bytes"u8.ToArray()), part));
        Assert.Equal(5, part.Length);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("image/webp")]
    [InlineData("videos/mp4")]
    public async Task A_type_that_no_video_has_is_refused_whatever_follows(string type)
    {
        using PartFile part = Open();
        DownloadAttemptException failure = await FailAsync(Answer(200, type, "bytes"u8.ToArray()), part);
        Assert.Equal((SoraErrorKind.InvalidVideo, false), (failure.Kind, failure.IsFinal));
        Assert.Contains(type, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, part.Length);
    }

    [Theory]
    [InlineData(408, false, false)]
    [InlineData(409, false, false)]
    [InlineData(425, false, false)]
    [InlineData(429, false, false)]
    [InlineData(500, false, false)]
    [InlineData(501, false, false)]
    [InlineData(503, false, false)]
    [InlineData(400, true, false)]
    [InlineData(401, true, false)]
    [InlineData(403, true, false)]
    [InlineData(404, true, false)]
    [InlineData(410, true, false)]
    [InlineData(402, false, true)]
    [InlineData(405, false, true)]
    [InlineData(451, false, true)]
    public async Task A_status_tells_whether_to_try_again_and_with_which_link(int status, bool isLinkRefused, bool isFinal)
    {
        using PartFile part = Open();
        using HttpResponseMessage response = Answer(status, "text/html", "<html>"u8.ToArray());
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        DownloadAttemptException failure = await FailAsync(response, part);
        Assert.Equal((SoraErrorKind.DownloadFailed, isLinkRefused, isFinal), (failure.Kind, failure.IsLinkRefused, failure.IsFinal));
        Assert.Equal(isLinkRefused || isFinal ? null : TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_behind_the_last_byte_means_that_all_bytes_are_there()
    {
        using PartFile part = Begun();
        Assert.Null(await RunAsync(Answer(416, "text/html", [], new ContentRangeHeaderValue(part.Length)), part));
        Assert.Equal(Step, part.Length);
    }

    [Theory]
    [InlineData(Largest, false)]
    [InlineData(Largest + 1, true)]
    public async Task A_file_beyond_the_largest_is_given_up_before_its_first_byte(long length, bool isFinal)
    {
        using PartFile part = Open();
        using HttpResponseMessage response = Answer(200, "video/mp4", [1]);
        response.Content.Headers.ContentLength = length;
        DownloadAttemptException failure = await FailAsync(response, part);
        Assert.Equal((isFinal, isFinal ? 0 : 1), (failure.IsFinal, part.Length));
        Assert.Equal(isFinal, failure.Message == "The file is larger than 16 GiB");
    }

    [Fact]
    public async Task Each_request_is_told_with_its_answer()
    {
        using PartFile part = Open();
        await RunAsync(Answer(200, "video/mp4", [1]), part);
        Assert.StartsWith("GET files.example/v.mp4 200 ", Assert.Single(_log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_an_answer_is_told_too()
    {
        using PartFile part = Open();
        await Assert.ThrowsAsync<DownloadAttemptException>(() => RunAsync(() => throw new HttpRequestException("refused"), part));
        Assert.StartsWith("GET files.example/v.mp4 no answer ", Assert.Single(_log.Texts), StringComparison.Ordinal);
    }
}
