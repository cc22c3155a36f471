using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public sealed class OpenAIAnswerTests
{
    private static readonly OpenAIDialect s_dialect = new();

    [Fact]
    public void A_created_task_is_read()
    {
        TaskReport report = s_dialect.ReadCreate(Fixture.Answer("OpenAI/create-ok.json"));
        Assert.Equal("video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5", report.Id);
        Assert.Equal((SoraTaskState.Queued, 0), (report.State, report.Progress));
        Assert.Equal((8, "1280x720"), (report.Duration, report.Resolution));
        Assert.Equal(("sora-2-pro", 1758941485), (report.Model, report.CreatedAt?.ToUnixTimeSeconds()));
    }

    [Fact]
    public void A_completed_task_tells_when_it_expires_and_has_no_link()
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.Answer("OpenAI/status-completed.json"));
        Assert.Equal((SoraTaskState.Succeeded, "A cat"), (report.State, report.Prompt));
        Assert.Equal((1758941585, 1758945085),
            (report.CompletedAt?.ToUnixTimeSeconds(), report.ExpiresAt?.ToUnixTimeSeconds()));
        Assert.Null(report.VideoUri);
        Assert.Null(report.Error);
    }

    [Fact]
    public void Failure_comes_inside_http_200_and_is_no_error_of_the_request()
    {
        GatewayAnswer answer = Fixture.Answer("OpenAI/status-failed.json");
        Assert.Null(s_dialect.ReadError(answer));
        TaskReport report = s_dialect.ReadStatus(answer);
        Assert.Equal(SoraTaskState.Failed, report.State);
        Assert.Equal(("moderation_blocked", SoraErrorKind.ContentRejected), (report.Error?.Code, report.Error?.Kind));
    }

    [Theory]
    [InlineData("""{"id":7,"status":"succeeded"}""", SoraTaskState.Succeeded)]
    [InlineData("""{"id":"7","status":"expired"}""", SoraTaskState.Expired)]
    [InlineData("""{"id":"7","status":"failed","error":"out of memory"}""", SoraTaskState.Failed)]
    [InlineData("""{"task_id":"7","status":"queued","seconds":4.0,"error":null}""", SoraTaskState.Queued)]
    [InlineData("""{"id":"7"}""", SoraTaskState.Running)]
    public void Servers_that_leave_most_out_are_understood(string body, SoraTaskState state)
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.AnswerText(body));
        Assert.Equal(("7", state, false), (report.Id, report.State, report.IsUnknownWord));
        Assert.Equal(state == SoraTaskState.Failed ? "out of memory" : null, report.Error?.Message);
    }

    [Fact]
    public void An_unknown_word_counts_as_running()
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.AnswerText("""{"id":"7","status":"NOT_START"}"""));
        Assert.Equal((SoraTaskState.Running, true, "NOT_START"), (report.State, report.IsUnknownWord, report.RawState));
    }

    [Theory]
    [InlineData("""{"video_url":"https://cdn/v.mp4"}""", "https://cdn/v.mp4")]
    [InlineData("""{"url":"https://cdn/v.mp4"}""", "https://cdn/v.mp4")]
    [InlineData("""{"data":[{"url":"https://cdn/v.mp4"}]}""", "https://cdn/v.mp4")]
    [InlineData("""{"output":{"url":"https://cdn/v.mp4"}}""", "https://cdn/v.mp4")]
    [InlineData("""{"video_url":"https://gw/v1/videos/a/content"}""", null)]
    [InlineData("""{"url":"/v1/files/a"}""", null)]
    public void A_link_that_needs_no_key_is_taken(string body, string? link) =>
        Assert.Equal(link, s_dialect.ReadStatus(Fixture.AnswerText(body)).VideoUri?.ToString());

    [Fact]
    public void Other_servers_answers_are_read()
    {
        TaskReport local = s_dialect.ReadStatus(Fixture.Answer("OpenAI/status-sglang.json"));
        Assert.Equal((SoraTaskState.Succeeded, (Uri?)null), (local.State, local.VideoUri));
        Assert.Null(local.Resolution);
        TaskReport gateway = s_dialect.ReadStatus(Fixture.Answer("OpenAI/status-together.json"));
        Assert.Equal(new Uri("https://cdn.example.com/v.mp4"), gateway.VideoUri);
    }

    [Fact]
    public void A_list_is_read()
    {
        TaskPage page = s_dialect.ReadTaskList(Fixture.Answer("OpenAI/list.json"))!;
        Assert.Equal([("video_2", "b"), ("video_1", "a")], page.Tasks.Select(report => (report.Id!, report.Prompt!)));
        Assert.Null(page.HasMore);
        Assert.Null(s_dialect.ReadTaskList(Fixture.AnswerText("""{"data":{}}""")));
    }

    [Theory]
    [InlineData("""{"data":[{"id":"a"}],"has_more":true}""", true)]
    [InlineData("""{"data":[{"id":"a"}],"has_more":false}""", false)]
    [InlineData("""{"data":[{"id":"a"}],"has_more":"no"}""", null)]
    [InlineData("""{"data":[]}""", false)]
    [InlineData("""{"data":[],"has_more":true}""", true)]
    [InlineData("""{"data":[{"status":"queued"}]}""", null)]
    public void A_list_tells_whether_it_goes_on(string body, bool? hasMore)
    {
        Assert.Equal(hasMore, s_dialect.ReadTaskList(Fixture.AnswerText(body))?.HasMore);
    }

    [Theory]
    [InlineData("error-400", 400, SoraErrorKind.InvalidRequest, "invalid_type")]
    [InlineData("error-429-running", 429, SoraErrorKind.RateLimited, null)]
    [InlineData("error-429-quota", 429, SoraErrorKind.QuotaExceeded, "insufficient_quota")]
    [InlineData("error-404-deployment", 404, SoraErrorKind.ModelUnavailable, null)]
    [InlineData("error-422-fastapi", 422, SoraErrorKind.InvalidRequest, null)]
    [InlineData("error-429-quota", 200, SoraErrorKind.QuotaExceeded, "insufficient_quota")]
    public void Errors_are_read(string name, int status, SoraErrorKind kind, string? code)
    {
        GatewayError? error = s_dialect.ReadError(Fixture.Answer($"OpenAI/{name}.json", status));
        Assert.Equal((kind, code), (error?.Kind, error?.Code));
        Assert.DoesNotContain("HTTP", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":{"message":"The model `a` does not exist."}}""", 404, SoraErrorKind.ModelUnavailable)]
    [InlineData("""{"error":{"message":"m","code":"model_not_found"}}""", 400, SoraErrorKind.ModelUnavailable)]
    [InlineData("""{"error":{"message":"gone"}}""", 410, SoraErrorKind.ModelUnavailable)]
    [InlineData("""{"error":{"message":"Video not found"}}""", 404, SoraErrorKind.TaskNotFound)]
    [InlineData("""{"detail":"Not Found"}""", 404, SoraErrorKind.TaskNotFound)]
    [InlineData("""{"error":{"message":"b","code":"moderation_blocked"}}""", 400, SoraErrorKind.ContentRejected)]
    [InlineData("""{"error":{"message":"Your organization must be verified"}}""", 400, SoraErrorKind.PermissionDenied)]
    [InlineData("""{"error":{"message":"bad","code":401}}""", 200, SoraErrorKind.AuthenticationFailed)]
    [InlineData("""{"error":"model still loading"}""", 503, SoraErrorKind.GatewayUnavailable)]
    [InlineData("<html></html>", 502, SoraErrorKind.GatewayUnavailable)]
    public void Kinds_follow_from_words_and_status(string body, int status, SoraErrorKind kind) =>
        Assert.Equal(kind, s_dialect.ReadError(Fixture.AnswerText(body, status))?.Kind);

    [Theory]
    [InlineData("""{"error":{"message":"a","code":null}}""", "a")]
    [InlineData("""{"error":"b"}""", "b")]
    [InlineData("""{"detail":"c"}""", "c")]
    [InlineData("""{"detail":[{"msg":"d"},{"msg":"e"}]}""", "d; e")]
    [InlineData("""{"message":"f"}""", "f")]
    [InlineData("plain words", "plain words")]
    public void Each_servers_sentence_is_found(string body, string message) =>
        Assert.Equal(message, s_dialect.ReadError(Fixture.AnswerText(body, 400))?.Message);
}
