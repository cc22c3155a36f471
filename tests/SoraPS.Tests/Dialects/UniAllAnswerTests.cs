using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.UniAll;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Answers and errors.</summary>
public sealed class UniAllAnswerTests
{
    private readonly UniAllDialect _dialect = new();

    [Fact]
    public void Create_is_read_and_the_family_name_is_not_taken_for_the_model()
    {
        GatewayAnswer answer = Fixture.Answer("UniAll/create-ok.json");
        TaskReport report = _dialect.ReadCreate(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal(("gen_xxxxxxxxxxxx", SoraTaskState.Queued), (report.Id, report.State));
        Assert.Equal((12, 0), (report.Duration, report.Progress));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770405483), report.CreatedAt);
        Assert.Null(report.Model);
    }

    [Fact]
    public void Create_is_read_with_task_id_pending_and_an_iso_time()
    {
        TaskReport report = _dialect.ReadCreate(Fixture.Answer("UniAll/create-twin.json"));

        Assert.Equal(("task_xxxxxxxxxxxx", SoraTaskState.Queued), (report.Id, report.State));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 18, 19, 30, TimeSpan.Zero), report.CreatedAt);
        Assert.Equal("sora2-portrait-12s", report.Model);
    }

    [Fact]
    public void Status_gives_the_video_and_the_length_in_seconds()
    {
        TaskReport report = _dialect.ReadStatus(Fixture.Answer("UniAll/status-completed.json"));

        Assert.Equal((SoraTaskState.Succeeded, 100, 12), (report.State, report.Progress, report.Duration));
        Assert.Equal(new Uri("https://example.com/output.mp4"), report.VideoUri);
    }

    [Fact]
    public void Duration_in_a_status_is_processing_time()
    {
        TaskReport report = _dialect.ReadStatus(Fixture.Answer("UniAll/status-query-task.json"));

        Assert.Equal(SoraTaskState.Succeeded, report.State);
        Assert.Null(report.Duration);
        Assert.Equal("https://xx.xxxxxx.cn/xxxx/xxxxxxxxxxxxxxxxxxxxxxxx.mp4", report.VideoUri?.ToString());
        Assert.Null(report.ThumbnailUri);
    }

    [Fact]
    public void A_failed_task_is_no_error_answer()
    {
        GatewayAnswer answer = Fixture.Answer("UniAll/status-failed-assumed.json");

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal(
            new SoraTaskError("content_policy_violation", "Content policy violation", SoraErrorKind.ContentRejected),
            _dialect.ReadStatus(answer).Error);
    }

    [Theory]
    [InlineData("""{"error":{"message":"a"},"message":"c","fail_reason":"d"}""", "a")]
    [InlineData("""{"error":"b","message":"c","fail_reason":"d"}""", "b")]
    [InlineData("""{"message":"c","fail_reason":"d"}""", "c")]
    [InlineData("""{"fail_reason":"d"}""", "d")]
    [InlineData("{}", "The gateway gave no reason.")]
    public void The_reason_of_a_failure_is_looked_for_in_order(string fields, string reason)
    {
        string body = fields.Replace("{}", "{\"x\":0}", StringComparison.Ordinal);
        TaskReport report = _dialect.ReadStatus(
            Fixture.AnswerText("""{"id":"gen_1","status":"failed",""" + body[1..]));

        Assert.Equal(new SoraTaskError(null, reason, SoraErrorKind.TaskFailed), report.Error);
    }

    [Theory]
    [InlineData(401, SoraErrorKind.AuthenticationFailed)]
    [InlineData(404, SoraErrorKind.TaskNotFound)]
    [InlineData(429, SoraErrorKind.RateLimited)]
    public void Error_answers_are_read(int status, SoraErrorKind kind)
    {
        GatewayError error = _dialect.ReadError(Fixture.Answer("UniAll/error-401-assumed.json", status))!;

        Assert.Equal((kind, "Invalid token", "invalid_api_key"), (error.Kind, error.Message, error.Code));
    }

    [Theory]
    [InlineData("""{"error":{"message":"Model not found: sora2"}}""", 400, SoraErrorKind.ModelUnavailable, true)]
    [InlineData("""{"error":{"code":"insufficient_quota"}}""", 500, SoraErrorKind.QuotaExceeded, false)]
    [InlineData("""{"error":"boom"}""", 200, SoraErrorKind.InvalidResponse, false)]
    [InlineData("<html>", 200, SoraErrorKind.InvalidResponse, false)]
    [InlineData("<html>", 502, SoraErrorKind.GatewayUnavailable, false)]
    public void Errors_of_other_shapes_are_read(string body, int status, SoraErrorKind kind, bool surelyNotTaken)
    {
        GatewayAnswer answer = Fixture.AnswerText(body, status);

        DialectAssert.Error(answer, _dialect.ReadError(answer)!, kind, surelyNotTaken);
    }

    [Fact]
    public void Unknown_words_are_running_and_a_create_without_id_has_none()
    {
        TaskReport odd = _dialect.ReadStatus(Fixture.AnswerText("""{"id":"a","status":"NOT_START"}"""));
        TaskReport empty = _dialect.ReadCreate(Fixture.AnswerText("{}"));

        Assert.Equal((SoraTaskState.Running, true), (odd.State, odd.IsUnknownWord));
        Assert.Equal((null, SoraTaskState.Running, false), (empty.Id, empty.State, empty.IsUnknownWord));
    }
}
