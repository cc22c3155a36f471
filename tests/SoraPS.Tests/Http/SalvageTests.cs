using System.IO.Compression;
using System.Runtime.ExceptionServices;
using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A task that an answer names is paid for: its id is kept, whatever else is wrong with the answer.</summary>
public sealed class SalvageTests
{
    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    private const string Id = "task-1";

    [Theory]
    [InlineData("LinkModel", """{"code":null,"data":{"task_id":"task-1"}}""")]
    [InlineData("LinkModel", """{"code":200,"data":{"task_id":"task-1"}}""")]
    [InlineData("LinkModel", """{"data":{"task_id":"task-1"}}""")]
    [InlineData("LinkModel", """{"code":"ok","data":{"task_id":"task-1"}}""")]
    [InlineData("Apixo", """{"code":0,"data":{"taskId":"task-1"}}""")]
    [InlineData("Apixo", """{"code":null,"data":{"taskId":"task-1"}}""")]
    [InlineData("Apixo", """{"code":[],"data":{"taskId":"task-1"}}""")]
    [InlineData("OpenAI", """{"id":"task-1","prompt":"cut here \ud83d"}""")]
    [InlineData("OpenAI", """{"\ud83d":1,"id":"task-1"}""")]
    public async Task An_odd_answer_with_a_task_is_accepted(string provider, string body)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, body));
        line.Connect(provider, server.Uri, "key-of-tests");
        PipelineResult result = await line.SubmitAsync(provider, TestPipeline.Row(0));
        Assert.Equal(Id, Assert.Single(result.AssertNoErrors().Submitted).Id);
    }

    [Theory]
    [InlineData("LinkModel", 200, """{"code":500,"msg":"timeout","data":{"task_id":"task-1"}}""")]
    [InlineData("LinkModel", 500, """{"code":500,"msg":"insufficient balance","data":{"task_id":"task-1"}}""")]
    [InlineData("LinkModel", 200, """{"code":0,"task_id":"task-1"}""")]
    [InlineData("Apixo", 400, """{"code":400,"message":"odd","data":{"taskId":"task-1"}}""")]
    [InlineData("Apixo", 429, """{"code":429,"data":{"taskId":"task-1"}}""")]
    [InlineData("AimlApi", 403, """{"message":"run out of credits","generation_id":"task-1"}""")]
    [InlineData("UniAll", 401, """{"error":"odd","task_id":"task-1"}""")]
    [InlineData("Odkkk", 200, """{"data":{"id":"task-1"}}""")]
    [InlineData("Odkkk", 409, """{"id":"task-1","status":"pending"}""")]
    [InlineData("OpenAI", 502, """{"id":"task-1","error":{"message":"Bad gateway"}}""")]
    [InlineData("OpenAI", 408, """{"id":"task-1","error":{"message":"Timeout"}}""")]
    [InlineData("OpenAI", 303, """{"id":"task-1"}""")]
    [InlineData("OpenAI", 307, """{"id":"task-1"}""")]
    [InlineData("OpenAI", 200, """{"id":"task-1","prompt":"cut off he""")]
    [InlineData("OpenAI", 200, """{"id":null,"id" : "task\u002d1","id":null}""")]
    [InlineData("OpenAI", 200, """<html>a 5" screen {"id":"task-1"}""")]
    public async Task A_task_in_an_unusable_answer_is_followed(string provider, int status, string body)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (status, body));
        line.Connect(provider, server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        SoraTask task = await FollowedAsync(line, provider, row);
        PipelineResult again = await line.SubmitAsync(provider, row);
        Assert.Equal(task.RequestId, Assert.Single(again.AssertNoErrors().Submitted).RequestId);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_task_that_the_gateway_knows_comes_home()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, request) => request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
            ? (502, """{"id":"task-1","error":{"message":"Bad gateway"}}""")
            : (200, """{"id":"task-1","status":"completed"}"""));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
        SoraTask ended = Assert.Single((await line.WaitAsync(new WaitOptions(), task)).AssertNoErrors().Ended);
        Assert.Equal((SoraTaskState.Succeeded, Id), (ended.State, ended.Id));
    }

    [Fact]
    public async Task A_task_that_the_gateway_does_not_know_stays_unknown()
    {
        await using TestPipeline line = new(TestPipeline.Done, new SkippingClock());
        await using RawServer server = RawServer.OfJson((_, request) => request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
            ? (502, """{"id":"task-1","error":{"message":"Bad gateway"}}""")
            : (404, """{"error":{"message":"No such video"}}"""));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = await FollowedAsync(line, "OpenAI", TestPipeline.Row(0) with { Batch = "spring" });
        PipelineResult waited = await line.WaitAsync(new WaitOptions(), task);
        SoraException error = waited.Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("No such video", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(SoraTaskState.Unknown, (await LedgerOf(line, ledger => ledger.FindRequestAsync(task.RequestId)))?.State);
    }

    [Theory]
    [InlineData("OpenAI", """{"id":"req-1","error":{"message":"bad size"}}""")]
    [InlineData("OpenAI", """{"id":"req-1","status":400,"message":"bad size"}""")]
    [InlineData("Odkkk", """{"id":"req-1","error":{"code":400,"message":"bad size"}}""")]
    public async Task The_id_of_a_refusal_is_no_task(string provider, string body)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (400, body));
        line.Connect(provider, server.Uri, "key-of-tests");
        PipelineResult result = await line.SubmitAsync(provider, TestPipeline.Row(0));
        Assert.Null(result.Error(SoraErrorKind.InvalidRequest).TaskId);
        Assert.Empty(result.Submitted);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_names_its_task()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: application/json", "Content-Length: 1000");
            await request.WriteAsync("""{"id":"task-1","prompt":"A paper"""u8.ToArray());
        });
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
    }

    [Fact]
    public async Task An_answer_whose_end_never_comes_names_its_task()
    {
        ManualTimeProvider clock = new();
        await using TestPipeline line = new(TestPipeline.Done, clock);
        await using RawServer server = new(async request =>
        {
            await request.BeginAsync(200, "Content-Type: application/json", "Content-Length: 1000");
            await request.WriteAsync("""{"id":"task-1","prompt":"A paper"""u8.ToArray());
            await request.StallAsync();
        });
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        await clock.DriveAsync(FollowedAsync(line, "OpenAI", TestPipeline.Row(0)), stepMilliseconds: 1000);
    }

    [Fact]
    public async Task A_task_in_an_answer_that_is_too_large_is_followed()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, $$"""{"id":"task-1","x":"{{new string('x', 5 << 20)}}"}"""));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(5000, false)]
    public async Task A_task_in_a_deep_answer_is_followed(int depth, bool isRead)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        string body = $$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}},"id":"task-1"}""";
        await using RawServer server = RawServer.OfJson((_, _) => (200, body));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        if (isRead)
        {
            Assert.Equal(Id, Assert.Single((await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
        }
        else
        {
            await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
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

        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", packed.ToArray(), isTold ? ["Content-Encoding: gzip"] : []));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        Assert.Equal(Id, Assert.Single((await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task An_echo_in_another_encoding_loses_no_task_at_create_or_status()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(request => request.SendAsync(
            200,
            "application/json",
            Encoding.Latin1.GetBytes(request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
                ? """{"prompt":"Ein schöner Fluß","id":"task-1","status":"queued"}"""
                : """{"prompt":"Ein schöner Fluß","id":"task-1","status":"completed"}""")));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = Assert.Single((await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        SoraTask ended = Assert.Single((await line.WaitAsync(new WaitOptions(), task)).AssertNoErrors().Ended);
        Assert.Equal((Id, SoraTaskState.Succeeded), (ended.Id, ended.State));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirect_to_a_result_may_have_been_taken(int status)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(
            request => request.SendAsync(status, "text/html", "<a>See other</a>"u8.ToArray(), "Location: /x"));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        (await line.SubmitAsync("OpenAI", row)).Error(SoraErrorKind.SubmissionUnknown);
        (await line.SubmitAsync("OpenAI", row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_of_the_address_was_not_taken(int status)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(
            request => request.SendAsync(status, "text/html", "<a>Moved</a>"u8.ToArray(), "Location: /x"));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.InvalidRequest);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Words_of_a_server_error_that_sound_like_a_refusal_free_no_row(string provider)
    {
        const string Words = "Worker 7, which took the job, is no longer available: insufficient quota of its disk";
        await using TestPipeline line = new(TestPipeline.Done);
        Dialect dialect = DialectCatalog.Find(provider)!;
        string body = Fixture.Names(provider, "error")
            .Select(path => (Text: Fixture.Text(path), Told: dialect.ReadError(Fixture.Answer(path, Fixture.StatusOf(path)))!.Message))
            .Where(error => error.Text.Contains(error.Told, StringComparison.Ordinal))
            .Select(error => error.Text.Replace(error.Told, Words, StringComparison.Ordinal))
            .First();
        await using RawServer server = RawServer.OfJson((_, _) => (500, body));
        line.Connect(provider, server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        SoraException error = (await line.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("Worker 7", error.Message, StringComparison.Ordinal);
        (await line.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_answer_of_an_unknown_row_is_kept_without_the_key()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (500, """{"detail":"for key-of-tests, see job 4711"}"""));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.IsType<SoraTask>(result.Errors[0].Target);
        string? kept = await LedgerOf(line, ledger => ledger.FindAnswerAsync(task.RequestId));
        Assert.Equal("""{"detail":"for ***, see job 4711"}""", kept);
        Assert.Equal(kept, error.GatewayAnswer);
    }

    [Fact]
    public async Task An_id_that_looks_like_a_part_of_the_key_is_told_letter_by_letter()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"data":{"id":"task-1"},"note":"sk-1234-task-1-9876"}"""));
        line.Connect("OpenAI", server.Uri, "sk-1234-task-1-9876");
        SoraTask task = await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
        string? kept = await LedgerOf(line, ledger => ledger.FindAnswerAsync(task.RequestId));
        Assert.DoesNotContain("9876", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(502)]
    public async Task An_id_that_holds_the_key_is_none(int status)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (status, """{"id":"video_key-of-tests"}"""));
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        string told = $"{error} {error.RecommendedAction} {error.TaskId} {error.GatewayAnswer}";
        Assert.DoesNotContain("key-of-tests", told, StringComparison.Ordinal);
        Assert.Empty(result.Submitted);
    }

    [Fact]
    public async Task Whatever_a_reader_throws_is_an_answer_that_is_wrong()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"task-1","status":"queued"}"""));
        Connection connection = line.Connect("OpenAI", server.Uri, "key-of-tests") with { Dialect = new ThrowingDialect() };
        line.Client.Connections.Set(connection);
        SoraTask task = await FollowedAsync(line, "OpenAI", TestPipeline.Row(0));
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => line.Client.GatewayOf("OpenAI").StatusAsync(task, null, CancellationToken.None));
        Assert.Equal(SoraErrorKind.InvalidResponse, error.Kind);
        Assert.DoesNotContain(ThrowingDialect.Words, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""
        "id":1x,
        """)]
    [InlineData("""
        "id":"\x",
        """)]
    public void A_body_full_of_what_is_no_id_is_given_up_soon(string piece)
    {
        int thread = Environment.CurrentManagedThreadId;
        int tries = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs thrown) => tries += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 20_000)) + "\"id\":\"late\"");
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            Assert.Null(NamedId.Find(body, ["id"]));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.InRange(tries, 1, 2_000);
    }

    // Submits a row whose answer names the task, but cannot be used, and gives the task.
    private static async Task<SoraTask> FollowedAsync(TestPipeline line, string provider, VideoRequest row)
    {
        PipelineResult result = await line.SubmitAsync(provider, row);
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.Single(result.Submitted);
        Assert.Equal((Id, SoraTaskState.Unknown), (task.Id, task.State));
        Assert.Equal(Id, error.TaskId);
        Assert.Contains(Id, error.Message, StringComparison.Ordinal);
        Assert.Contains(Id, error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(task.RequestId, (await LedgerOf(line, ledger => ledger.FindAsync(provider, Id)))?.RequestId);
        Assert.NotNull(await LedgerOf(line, ledger => ledger.FindAnswerAsync(task.RequestId)));
        return task;
    }

    private static async Task<T> LedgerOf<T>(TestPipeline line, Func<ILedger, Task<T>> look)
    {
        await using LedgerLease lease = line.Client.Ledgers.Lease();
        return await look(lease.Ledger);
    }
}
