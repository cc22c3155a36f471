using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A row that may have been paid for is not free because sending it again came to nothing.</summary>
[Trait("Ledger", "Any")]
public sealed class ResubmitTests
{
    private const string Provider = "OpenAI";
    private const string Accepted = """{"id":"video_1","status":"queued"}""";

    [Fact]
    public async Task A_forced_row_that_was_refused_is_still_unknown()
    {
        await using RawServer server = RawServer.OfJson((number, _) => number switch
        {
            0 => (500, """{"error":{"message":"Something broke."}}"""),
            1 => (402, """{"error":{"message":"Your credit is used up."}}"""),
            _ => (200, Accepted),
        });
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        (await pipeline.SubmitAsync(Provider, Row)).Error(SoraErrorKind.SubmissionUnknown);

        (await pipeline.SubmitAsync(Forced, Row)).Error(SoraErrorKind.QuotaExceeded);

        (await pipeline.SubmitAsync(Provider, Row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(2, server.Requests.Count);
        Assert.Single((await pipeline.SubmitAsync(Forced, Row)).AssertNoErrors().Submitted);
    }

    [Fact]
    public async Task A_forced_row_that_was_stopped_is_still_unknown()
    {
        await using RawServer server = RawServer.OfJson((number, _) => number switch
        {
            0 => (500, """{"error":{"message":"Something broke."}}"""),
            1 => (429, """{"error":{"message":"Too many requests."}}"""),
            _ => (200, Accepted),
        });
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        (await pipeline.SubmitAsync(Provider, Row)).Error(SoraErrorKind.SubmissionUnknown);

        await using (SubmitStage forced = pipeline.Client.Submit(Forced))
        {
            await forced.PostAsync(Row, CancellationToken.None);
            await Eventually.TrueAsync(() => server.Requests.Count == 2, "the 429");
        }

        (await pipeline.SubmitAsync(Provider, Row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_retried_row_that_was_refused_is_still_the_failed_one()
    {
        await using RawServer server = RawServer.OfJson((number, _) => number switch
        {
            0 => (200, """{"id":"video_0","status":"failed","error":{"message":"No."}}"""),
            1 => (401, """{"error":{"message":"Wrong key."}}"""),
            _ => (200, Accepted),
        });
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        Assert.Equal(SoraTaskState.Failed, Assert.Single((await pipeline.SubmitAsync(Provider, Row)).Submitted).State);

        SubmitOptions retry = new() { Provider = Provider, Resubmit = Resubmit.Failed };
        (await pipeline.SubmitAsync(retry, Row)).Error(SoraErrorKind.AuthenticationFailed);

        Assert.Equal("video_0", Assert.Single((await pipeline.SubmitAsync(Provider, Row)).Submitted).Id);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal("video_1", Assert.Single((await pipeline.SubmitAsync(retry, Row)).AssertNoErrors().Submitted).Id);
    }

    [Theory]
    [InlineData("The prompt violates our content policy", "moderation_blocked", Resubmit.Failed, false)]
    [InlineData("The prompt violates our content policy", "moderation_blocked", (Resubmit)(2 << (int)SoraErrorKind.ContentRejected), true)]
    [InlineData("The render broke", "render_error", Resubmit.Failed, true)]
    [InlineData("The render broke", "render_error", (Resubmit)(2 << (int)SoraErrorKind.TaskFailed), true)]
    [InlineData("The render broke", "render_error", (Resubmit)(2 << (int)SoraErrorKind.ContentRejected), false)]
    public async Task What_moderation_refused_is_sent_again_only_where_that_is_asked_for(
        string why, string code, Resubmit retry, bool isSent)
    {
        string failed = $$$"""{"id":"video_0","status":"failed","error":{"message":"{{{why}}}","code":"{{{code}}}"}}""";
        await using RawServer server = RawServer.OfJson((number, _) => number == 0 ? (200, failed) : (200, Accepted));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        await pipeline.SubmitAsync(Provider, Row);

        SubmitOptions options = new() { Provider = Provider, Resubmit = retry };
        Assert.Equal(isSent ? "video_1" : "video_0", Assert.Single((await pipeline.SubmitAsync(options, Row)).Submitted).Id);
        Assert.Equal(isSent ? 2 : 1, server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_is_there_twice_is_sent_again_once()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (500, """{"error":{"message":"Something broke."}}"""));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        (await pipeline.SubmitAsync(Provider, Row)).Error(SoraErrorKind.SubmissionUnknown);

        PipelineResult result = await pipeline.SubmitAsync(Forced with { Throttle = 1 }, Row, Row);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(2, result.Errors.Count);
    }

    private static VideoRequest Row => TestPipeline.Row(1) with { Batch = "spring" };

    private static SubmitOptions Forced => new() { Provider = Provider, Resubmit = Resubmit.Unknown };
}
