using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>What a create request sends, and what is told of its answer.</summary>
public sealed class CreateTests : CreateFixture
{
    [Fact]
    public async Task A_server_that_takes_forms_only_is_sent_forms()
    {
        await using RawServer server = RawServer.OfJson((_, request) =>
            request.Header("Content-Type")!.StartsWith("multipart/form-data", StringComparison.Ordinal)
            ? (200, """{"id":"video_1","status":"queued"}""")
            : (422, """{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required","input":null}]}"""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult first = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0) with { Duration = 4 });
        PipelineResult second = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(1));
        Assert.Equal("video_1", Assert.Single(first.AssertNoErrors().Submitted).Id);
        Assert.Single(second.AssertNoErrors().Submitted);
        Assert.Equal(3, server.Requests.Count);
        string form = server.Requests.ElementAt(1).Body;
        Assert.Contains("name=\"prompt\"", form);
        Assert.Contains("A paper boat, take 0", form);
        Assert.Contains("name=\"seconds\"", form);
    }

    [Theory]
    [InlineData(422, """{"detail":[{"type":"missing","loc":["body","image"],"msg":"Field required"}]}""")]
    [InlineData(400, """{"error":{"message":"The prompt is missing a subject","code":"invalid_prompt"}}""")]
    [InlineData(500, """{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required"}]}""")]
    public async Task Another_refusal_is_not_answered_with_a_form(int status, string json)
    {
        await using RawServer server = RawServer.OfJson((_, _) => (status, json));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        Assert.Single(result.Errors);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_with_a_byte_order_mark_is_understood()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", new byte[] { 0xEF, 0xBB, 0xBF }.Concat("""{"id":"v1","status":"queued"}"""u8.ToArray()).ToArray()));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        Assert.Equal("v1", Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task LinkModels_lack_of_credit_inside_a_200_is_no_unknown_submission()
    {
        await using TestPipeline pipeline = new(new() { LinkModelErrorsInOk = true }, _clock);
        pipeline.Connect("LinkModel", pipeline.Emulator.BaseUri("LinkModel"), pipeline.Emulator.Options.NoCreditKey);
        (await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Error(SoraErrorKind.QuotaExceeded);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task More_rows_than_the_gateway_takes_at_once_wait_their_turn(string provider)
    {
        await using TestPipeline pipeline = new(new()
        {
            GenerationTime = TimeSpan.FromSeconds(3),
            ConcurrencyLimit = 2,
            TimeProvider = _clock,
        }, _clock);
        PipelineResult result = await _clock.DriveAsync(pipeline.SubmitAsync(provider, TestPipeline.Rows(6)));
        Assert.Equal(6, result.AssertNoErrors().Submitted.Count);
        Assert.Equal((6, 0), (pipeline.Emulator.Counters.TasksMade, pipeline.Emulator.Counters.DuplicateTasks));
        Assert.True(pipeline.Emulator.Counters.Creates > 6);
    }

    [Fact]
    public async Task A_missing_key_is_told_before_anything_is_sent()
    {
        await using TestPipeline pipeline = With();
        Connection connection = pipeline.Client.Connections.Find("OpenAI")!;
        pipeline.Client.Connections.Set(connection with { SessionKey = null, KeyVariable = "SORAPS_TEST_NO_SUCH_KEY" });
        SoraException error = (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.ApiKeyMissing);
        Assert.Contains("SORAPS_TEST_NO_SUCH_KEY", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_additional_body_is_merged_into_the_request()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"v1","status":"queued"}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0) with { AdditionalBody = new() { ["seed"] = 7, ["model"] = "other" } });
        string body = Assert.Single(server.Requests).Body;
        Assert.Contains("\"seed\":7", body, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"other\"", body, StringComparison.Ordinal);
        Assert.Equal("Bearer some-key", server.Requests.Single().Header("Authorization"));
        Assert.Equal(
            Encoding.UTF8.GetByteCount(body).ToString(System.Globalization.CultureInfo.InvariantCulture),
            server.Requests.Single().Header("Content-Length"));
    }
}
