using System.Net;
using System.Net.Http.Headers;
using SoraPS.Core;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Tests.Fuzz;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>One try at a download, answered word for word.</summary>
public sealed class MediaRequestTests : IDisposable
{
    private const int Step = (int)DownloadRetries.Step;
    private const int Total = 2_000_000;
    private const long Largest = 16L * 1024 * 1024 * 1024;
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly FuzzLog _log = new();

    public void Dispose() => _folder.Dispose();

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

    // Half a file whose last box leaves its size open passes the check of its content.
    [Theory]
    [InlineData(416, null)]
    [InlineData(416, Total)]
    [InlineData(503, Step)]
    [InlineData(200, Step)]
    public async Task Half_a_file_is_never_taken_for_the_whole(int status, int? told)
    {
        using PartFile part = Begun();
        ContentRangeHeaderValue? range = told is { } length ? new ContentRangeHeaderValue(length) : null;
        using HttpResponseMessage response = Answer(status, "video/mp4", [], range);
        response.Content.Headers.ContentLength = Total;
        await FailAsync(response, part);
        Assert.Equal(status == 503 ? Step : 0, part.Length);
    }

    [Fact]
    public async Task An_empty_file_is_never_taken_for_the_whole()
    {
        using PartFile part = Open();
        await FailAsync(Answer(416, "video/mp4", [], new ContentRangeHeaderValue(0)), part);
    }

    [Fact]
    public async Task A_rest_of_a_file_whose_length_the_server_does_not_tell_is_taken()
    {
        using PartFile part = Begun();
        using HttpResponseMessage response = Answer(206, "video/mp4", new byte[Total - Step]);
        response.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {Step}-{Total - 1}/*");
        Assert.Equal("video/mp4", await RunAsync(response, part));
        Assert.Equal(Total, part.Length);
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
    public async Task A_server_that_sends_less_than_a_step_in_a_minute_is_left()
    {
        using PartFile part = Open();
        DownloadAttemptException failure = await FailAsync(Paced((50, 1), (20, Step)), part);
        Assert.Equal("files.example sent less than 64 KiB in 60 s", failure.Message);
        Assert.Equal(1, part.Length);
    }

    [Fact]
    public async Task Each_step_gives_a_server_another_minute()
    {
        using PartFile part = Open();
        await RunAsync(Paced((50, Step), (50, Step), (50, Step)), part);
        Assert.Equal(3 * Step, part.Length);
    }

    [Fact]
    public async Task After_a_step_less_than_another_one_gives_no_more_time()
    {
        using PartFile part = Open();
        await FailAsync(Paced((50, Step), (50, 1), (50, Step)), part);
        Assert.Equal(Step + 1, part.Length);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_not_the_end_of_a_file_of_unknown_length()
    {
        using PartFile part = Open();
        DownloadAttemptException failure = await FailAsync(Paced((0, 1000), (0, -1)), part);
        Assert.Equal(("The connection broke", false), (failure.Message, failure.IsFinal));
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

    private PartFile Open() => PartFile.Open(_folder.File("fox.mp4"), "p/1/video");

    private PartFile Begun()
    {
        PartFile part = Open();
        part.SetValidator("\"v1\"", Total);
        part.Append(new byte[Step]);
        return part;
    }

    private static HttpResponseMessage Answer(int status, string? type, byte[] bytes, ContentRangeHeaderValue? range = null)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StreamContent(new MemoryStream(bytes)) };
        response.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        response.Content.Headers.ContentRange = range;
        return response;
    }

    private HttpResponseMessage Paced(params (int Seconds, int Bytes)[] reads)
    {
        // A server that sends in chunks tells no length.
        HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StreamContent(new PacedStream(_clock, reads)) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        return response;
    }

    private async Task<DownloadAttemptException> FailAsync(HttpResponseMessage response, PartFile part) =>
        await Assert.ThrowsAsync<DownloadAttemptException>(() => RunAsync(response, part));

    private Task<string?> RunAsync(HttpResponseMessage response, PartFile part) => RunAsync(() => response, part);

    private async Task<string?> RunAsync(Func<HttpResponseMessage> answer, PartFile part)
    {
        using SoraClient client = new(_clock);
        using OneAnswer files = new(answer);
        using HttpClients clients = new() { Files = files };
        using Gateway gateway = new(client.Connections.Find("LinkModel")!, clients, _clock);
        MediaSource source = new(new Uri("https://files.example/v.mp4"), gateway, RequestKey.None);
        return await new MediaRequest(gateway.Files, DownloadResilience.Pace(_clock), _clock, _log).RunAsync(source, Variant.Video, part, CancellationToken.None);
    }

    private sealed class OneAnswer(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}
