using System.Net;
using System.Net.Http.Headers;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;

namespace SoraPS.Tests.Downloads;

/// <summary>What the bytes of an answer tell, and how long they may take.</summary>
public sealed class MediaBodyTests : MediaRequestFixture
{
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

    private HttpResponseMessage Paced(params (int Seconds, int Bytes)[] reads)
    {
        // A server that sends in chunks tells no length.
        HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StreamContent(new PacedStream(_clock, reads)) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        return response;
    }
}
