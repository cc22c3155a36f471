using SoraPS.Core.Dialects.AimlApi;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Answers and errors.</summary>
public sealed class AimlApiAnswerTests
{
    private const string RealId = "video_68e576d4704c819088a4fb1315dc0667062ac79f6ced74ae:openai/sora-2-pro-t2v";

    private static readonly AimlApiDialect s_dialect = new();

    [Fact]
    public void A_created_task_tells_id_and_credits()
    {
        TaskReport report = s_dialect.ReadCreate(Fixture.Answer("AimlApi/create-ok.json"));
        Assert.Equal((RealId, SoraTaskState.Queued), (report.Id, report.State));
        Assert.Equal((120000m, "credits"), (report.Price, report.Currency));
    }

    [Fact]
    public void Older_models_name_the_id_generation_id()
    {
        TaskReport report = s_dialect.ReadCreate(Fixture.Answer("AimlApi/create-generation-id.json", 201));
        Assert.Equal(("60ac7c34-3224-4b14-8e7d-0aa0db708325", SoraTaskState.Queued), (report.Id, report.State));
    }

    [Fact]
    public void A_completed_task_has_its_link()
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.Answer("AimlApi/status-completed.json"));
        Assert.Equal((SoraTaskState.Succeeded, "cdn.aimlapi.com"), (report.State, report.VideoUri?.Host));
        Assert.Null(report.Price);
    }

    [Fact]
    public void States_may_run_backwards()
    {
        string[] words = ["generating", "queued", "active", "waiting", "generating", "completed"];
        Assert.Equal(
            [
                SoraTaskState.Running, SoraTaskState.Queued, SoraTaskState.Running, SoraTaskState.Queued,
                SoraTaskState.Running, SoraTaskState.Succeeded,
            ],
            words.Select(word => $$"""{"id":"a","status":"{{word}}"}""")
                .Select(body => s_dialect.ReadStatus(Fixture.AnswerText(body)).State));
    }

    [Fact]
    public void A_failed_task_is_no_error_of_the_request()
    {
        GatewayAnswer answer = Fixture.Answer("AimlApi/status-failed.json");
        Assert.Null(s_dialect.ReadError(answer));
        TaskReport report = s_dialect.ReadStatus(answer);
        Assert.Equal((SoraTaskState.Failed, "error"), (report.State, report.RawState));
        Assert.Equal(("moderation_blocked", SoraErrorKind.ContentRejected), (report.Error?.Code, report.Error?.Kind));
    }

    [Fact]
    public void Lack_of_credit_is_a_403_that_only_its_words_tell()
    {
        GatewayAnswer answer = Fixture.Answer("AimlApi/error-403-credits.json", 403);
        DialectAssert.Error(answer, s_dialect.ReadError(answer)!, SoraErrorKind.QuotaExceeded, surelyNotTaken: true);
        GatewayError? other = s_dialect.ReadError(Fixture.Answer("AimlApi/error-403.json", 403));
        Assert.Equal((SoraErrorKind.PermissionDenied, "Forbidden"), (other?.Kind, other?.Message));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(200)]
    public void The_status_code_may_be_a_string(int status)
    {
        GatewayError? error = s_dialect.ReadError(Fixture.Answer("AimlApi/error-429.json", status));
        Assert.Equal((SoraErrorKind.RateLimited, "Free-tier limit: ..."), (error?.Kind, error?.Message));
        Assert.Equal("798b860e-98c2-4e8e-8c50-550bcfc2eccc", error?.RequestId);
    }

    [Theory]
    [InlineData("""{"message":"m: d","statusCode":400}""", "m: d")]
    [InlineData("""{"message":["a","b"],"statusCode":400}""", "a: b")]
    [InlineData("""{"message":{"message":"inner"},"statusCode":400}""", "inner")]
    [InlineData("""{"error":{"message":"wrapped"}}""", "wrapped")]
    [InlineData("""{"statusCode":400}""", "HTTP 400 without a reason")]
    public void A_message_may_be_a_sentence_a_list_or_an_object(string body, string message)
    {
        GatewayError? error = s_dialect.ReadError(Fixture.AnswerText(body, 400));
        Assert.Equal((SoraErrorKind.InvalidRequest, message), (error?.Kind, error?.Message));
    }

    [Fact]
    public void Details_of_validation_are_told() => Assert.Equal(
        "Body validation error!: Invalid enum value. Expected 4 | 8 | 12, received 5",
        s_dialect.ReadError(Fixture.Answer("AimlApi/error-400-details.json", 400))?.Message);

    [Theory]
    [InlineData(404, "Model is deprecated", SoraErrorKind.ModelUnavailable)]
    [InlineData(404, "Not Found", SoraErrorKind.TaskNotFound)]
    [InlineData(401, "This request requires a valid API key.", SoraErrorKind.AuthenticationFailed)]
    [InlineData(500, "Internal server error", SoraErrorKind.GatewayUnavailable)]
    public void Other_errors_go_by_words_and_status(int status, string message, SoraErrorKind kind) => Assert.Equal(
        kind, s_dialect.ReadError(Fixture.AnswerText($$"""{"message":"{{message}}"}""", status))?.Kind);
}
