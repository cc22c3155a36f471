using System.IO.Compression;
using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Polling;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Http.SalvagedTask;

namespace SoraPS.Tests.Http;

/// <summary>The id of a task in an answer that breaks off, is packed or has no end.</summary>
public sealed class BrokenAnswerTests
{
    [Fact]
    public async Task An_answer_that_breaks_off_names_its_task()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: application/json", "Content-Length: 1000");
            await request.WriteAsync("""{"id":"task-1","prompt":"A paper"""u8.ToArray());
        });
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
    }

    [Fact]
    public async Task An_answer_whose_end_never_comes_names_its_task()
    {
        ManualTimeProvider clock = new();
        await using TestPipeline pipeline = new(TestPipeline.Done, clock);
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: application/json", "Content-Length: 1000");
            await request.WriteAsync("""{"id":"task-1","prompt":"A paper"""u8.ToArray());
            await request.StallAsync();
        });
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        await clock.DriveAsync(FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0)), stepMilliseconds: 1000);
    }

    [Fact]
    public async Task A_task_in_an_answer_that_is_too_large_is_followed()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, $$"""{"id":"task-1","x":"{{new string('x', 5 << 20)}}"}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(5000, false)]
    public async Task A_task_in_a_deep_answer_is_followed(int depth, bool isRead)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        string body = $$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}},"id":"task-1"}""";
        await using RawServer server = RawServer.OfJson((_, _) => (200, body));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        if (isRead)
        {
            Assert.Equal(Id, Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
        }
        else
        {
            await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_packed_answer_that_nobody_asked_for_is_read(bool isTold)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write("""{"id":"task-1","status":"queued"}"""u8);
        }

        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", packed.ToArray(), isTold ? ["Content-Encoding: gzip"] : []));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        Assert.Equal(Id, Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task An_echo_in_another_encoding_loses_no_task_at_create_or_status()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(request => request.SendAsync(
            200,
            "application/json",
            Encoding.Latin1.GetBytes(request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
                ? """{"prompt":"Ein schöner Fluß","id":"task-1","status":"queued"}"""
                : """{"prompt":"Ein schöner Fluß","id":"task-1","status":"completed"}""")));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        SoraTask ended = Assert.Single((await pipeline.WaitAsync(new WaitOptions(), task)).AssertNoErrors().Ended);
        Assert.Equal((Id, SoraTaskState.Succeeded), (ended.Id, ended.State));
    }

    [Fact]
    public async Task Whatever_a_reader_throws_is_an_answer_that_is_wrong()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"task-1","status":"queued"}"""));
        Connection connection = pipeline.Connect("OpenAI", server.Uri, "key-of-tests") with { Dialect = new ThrowingDialect() };
        pipeline.Client.Connections.Set(connection);
        SoraTask task = await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => pipeline.Client.GatewayOf("OpenAI").StatusAsync(task, null, CancellationToken.None));
        Assert.Equal(SoraErrorKind.InvalidResponse, error.Kind);
        Assert.DoesNotContain(ThrowingDialect.Words, error.ToString(), StringComparison.Ordinal);
    }
}
