using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Http.SalvagedTask;

namespace SoraPS.Tests.Http;

/// <summary>Answers that sound like something else than they are.</summary>
public sealed class MisleadingAnswerTests
{
    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    [Theory]
    [InlineData("OpenAI", """{"id":"req-1","error":{"message":"bad size"}}""")]
    [InlineData("OpenAI", """{"id":"req-1","status":400,"message":"bad size"}""")]
    [InlineData("Odkkk", """{"id":"req-1","error":{"code":400,"message":"bad size"}}""")]
    public async Task The_id_of_a_refusal_is_no_task(string provider, string body)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (400, body));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync(provider, TestPipeline.Row(0));
        Assert.Null(result.Error(SoraErrorKind.InvalidRequest).TaskId);
        Assert.Empty(result.Submitted);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirect_to_a_result_may_have_been_taken(int status)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(
            request => request.SendAsync(status, "text/html", "<a>See other</a>"u8.ToArray(), "Location: /x"));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        (await pipeline.SubmitAsync("OpenAI", row)).Error(SoraErrorKind.SubmissionUnknown);
        (await pipeline.SubmitAsync("OpenAI", row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_of_the_address_was_not_taken(int status)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(
            request => request.SendAsync(status, "text/html", "<a>Moved</a>"u8.ToArray(), "Location: /x"));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.InvalidRequest);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Words_of_a_server_error_that_sound_like_a_refusal_free_no_row(string provider)
    {
        const string Words = "Worker 7, which took the job, is no longer available: insufficient quota of its disk";
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Dialect dialect = DialectCatalog.Find(provider)!;
        string body = Fixture.Names(provider, "error")
            .Select(path => (Text: Fixture.Text(path), Told: dialect.ReadError(Fixture.Answer(path, Fixture.StatusOf(path)))!.Message))
            .Where(error => error.Text.Contains(error.Told, StringComparison.Ordinal))
            .Select(error => error.Text.Replace(error.Told, Words, StringComparison.Ordinal))
            .First();
        await using RawServer server = RawServer.OfJson((_, _) => (500, body));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        SoraException error = (await pipeline.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("Worker 7", error.Message, StringComparison.Ordinal);
        (await pipeline.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("LinkModel", """{"code":500,"msg":"insufficient quota of the worker's disk"}""")]
    [InlineData("OpenAI", """{"error":{"code":500,"message":"insufficient quota of the worker's disk"}}""")]
    [InlineData("Odkkk", """{"error":{"code":500,"message":"insufficient quota of the worker's disk"}}""")]
    public async Task A_server_error_inside_a_200_frees_no_row(string provider, string body)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, body));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        (await pipeline.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        (await pipeline.SubmitAsync(provider, row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_answer_of_an_unknown_row_is_kept_without_the_key()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (500, """{"detail":"for key-of-tests, see job 4711"}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.IsType<SoraTask>(result.Errors[0].Target);
        string? kept = await LedgerOf(pipeline, ledger => ledger.FindAnswerAsync(task.RequestId));
        Assert.Equal("""{"detail":"for ***, see job 4711"}""", kept);
        Assert.Equal(kept, error.GatewayAnswer);
    }

    [Fact]
    public async Task An_id_that_looks_like_a_part_of_the_key_is_told_letter_by_letter()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"data":{"id":"task-1"},"note":"sk-1234-task-1-9876"}"""));
        pipeline.Connect("OpenAI", server.Uri, "sk-1234-task-1-9876");
        SoraTask task = await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
        string? kept = await LedgerOf(pipeline, ledger => ledger.FindAnswerAsync(task.RequestId));
        Assert.DoesNotContain("9876", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(502)]
    public async Task An_id_that_holds_the_key_is_none(int status)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (status, """{"id":"video_key-of-tests"}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        string told = $"{error} {error.RecommendedAction} {error.TaskId} {error.GatewayAnswer}";
        Assert.DoesNotContain("key-of-tests", told, StringComparison.Ordinal);
        Assert.Empty(result.Submitted);
    }
}
