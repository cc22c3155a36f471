using System.Runtime.ExceptionServices;
using System.Text;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Http.SalvagedTask;

namespace SoraPS.Tests.Http;

/// <summary>A task that an answer names is paid for: its id is kept, whatever else is wrong with the answer.</summary>
public sealed class SalvageTests
{
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
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, body));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync(provider, TestPipeline.Row(0));
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
    [InlineData("OpenAI", 500, """{"id":"task-1","error":{"message":"Internal error"}}""")]
    [InlineData("OpenAI", 408, """{"id":"task-1","error":{"message":"Timeout"}}""")]
    // To others, 415 means that forms are wanted instead.
    [InlineData("OpenAI", 415, """{"id":"task-1","status":"queued"}""")]
    [InlineData("OpenAI", 300, """{"id":"task-1"}""")]
    [InlineData("OpenAI", 303, """{"id":"task-1"}""")]
    [InlineData("OpenAI", 307, """{"id":"task-1"}""")]
    [InlineData("OpenAI", 200, """{"id":"task-1","prompt":"cut off he""")]
    [InlineData("OpenAI", 200, """{"id":null,"id" : "task\u002d1","id":null}""")]
    [InlineData("OpenAI", 200, """<html>a 5" screen {"id":"task-1"}""")]
    [InlineData("OpenAI", 200, """{"id"id":"task-1"}""")]
    public async Task A_task_in_an_unusable_answer_is_followed(string provider, int status, string body)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (status, body));
        pipeline.Connect(provider, server.Uri, "key-of-tests");
        VideoRequest row = TestPipeline.Row(0) with { Batch = "spring" };
        SoraTask task = await FollowedAsync(pipeline, provider, row);
        PipelineResult again = await pipeline.SubmitAsync(provider, row);
        Assert.Equal(task.RequestId, Assert.Single(again.AssertNoErrors().Submitted).RequestId);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_task_that_the_gateway_knows_comes_home()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, request) => request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
            ? (502, """{"id":"task-1","error":{"message":"Bad gateway"}}""")
            : (200, """{"id":"task-1","status":"completed"}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0));
        SoraTask ended = Assert.Single((await pipeline.WaitAsync(new WaitOptions(), task)).AssertNoErrors().Ended);
        Assert.Equal((SoraTaskState.Succeeded, Id), (ended.State, ended.Id));
    }

    [Fact]
    public async Task A_task_that_the_gateway_does_not_know_stays_unknown()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        await using RawServer server = RawServer.OfJson((_, request) => request.RequestLine.StartsWith("POST", StringComparison.Ordinal)
            ? (502, """{"id":"task-1","error":{"message":"Bad gateway"}}""")
            : (404, """{"error":{"message":"No such video"}}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        SoraTask task = await FollowedAsync(pipeline, "OpenAI", TestPipeline.Row(0) with { Batch = "spring" });
        PipelineResult waited = await pipeline.WaitAsync(new WaitOptions(), task);
        SoraException error = waited.Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("No such video", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(SoraTaskState.Unknown, (await LedgerOf(pipeline, ledger => ledger.FindRequestAsync(task.RequestId)))?.State);
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
}
