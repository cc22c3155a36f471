using SoraPS.Core.Dialects.Odkkk;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Answers and errors.</summary>
public sealed class OdkkkAnswerTests
{
    private static readonly OdkkkDialect s_dialect = new();

    [Fact]
    public void A_created_task_tells_price_estimate_and_length()
    {
        TaskReport report = s_dialect.ReadCreate(Fixture.Answer("Odkkk/create-ok.json"));
        Assert.Equal("task-unified-1757169743-7cvnl5zw", report.Id);
        Assert.Equal((SoraTaskState.Queued, "pending", false), (report.State, report.RawState, report.IsUnknownWord));
        Assert.Equal((7m, "credits"), (report.Price, report.Currency));
        Assert.Equal((TimeSpan.FromSeconds(300), 9), (report.EstimatedTime, report.Duration));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1757169743), report.CreatedAt);
    }

    [Fact]
    public void Results_are_an_array_of_addresses_that_live_a_day()
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.Answer("Odkkk/status-completed.json"));
        Assert.Equal((SoraTaskState.Succeeded, 100), (report.State, report.Progress));
        Assert.Equal(new Uri("http://example.com/video.mp4"), report.VideoUri);
        Assert.Null(report.Price);
        Assert.Equal(TimeSpan.FromHours(24), s_dialect.LinkLife);
    }

    [Fact]
    public void A_failed_task_is_no_error_of_the_request()
    {
        GatewayAnswer answer = Fixture.Answer("Odkkk/status-failed.json");
        Assert.Null(s_dialect.ReadError(answer));
        TaskReport report = s_dialect.ReadStatus(answer);
        Assert.Equal(SoraTaskState.Failed, report.State);
        Assert.Equal(
            ("content_policy_violation", SoraErrorKind.ContentRejected), (report.Error?.Code, report.Error?.Kind));
    }

    [Fact]
    public void A_cancelled_request_is_cancelled_and_not_failed() => Assert.Equal(
        SoraTaskState.Cancelled, s_dialect.ReadStatus(Fixture.Answer("Odkkk/status-cancelled.json")).State);

    [Theory]
    [InlineData("error-400", 400, SoraErrorKind.InvalidRequest, "400")]
    [InlineData("error-401", 401, SoraErrorKind.AuthenticationFailed, "401")]
    [InlineData("error-402", 402, SoraErrorKind.QuotaExceeded, "402")]
    [InlineData("error-402", 200, SoraErrorKind.QuotaExceeded, "402")]
    [InlineData("error-401", 200, SoraErrorKind.AuthenticationFailed, "401")]
    [InlineData("error-403", 403, SoraErrorKind.PermissionDenied, "403")]
    [InlineData("error-404-model", 404, SoraErrorKind.ModelUnavailable, "404")]
    [InlineData("error-404-task", 404, SoraErrorKind.TaskNotFound, "task_not_found")]
    [InlineData("error-413", 413, SoraErrorKind.InvalidRequest, "413")]
    [InlineData("error-429", 429, SoraErrorKind.RateLimited, "429")]
    [InlineData("error-500", 500, SoraErrorKind.GatewayUnavailable, "500")]
    [InlineData("error-502", 502, SoraErrorKind.GatewayUnavailable, "502")]
    [InlineData("error-503", 503, SoraErrorKind.GatewayUnavailable, "503")]
    public void The_code_of_an_error_is_an_integer_or_a_string(string name, int status, SoraErrorKind kind, string code)
    {
        GatewayError? error = s_dialect.ReadError(Fixture.Answer($"Odkkk/{name}.json", status));
        Assert.Equal((kind, code), (error?.Kind, error?.Code));
        Assert.DoesNotContain("HTTP", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error-429", 60)]
    [InlineData("error-503", 30)]
    [InlineData("error-500", null)]
    public void The_time_to_wait_stands_in_a_sentence(string name, int? seconds)
    {
        GatewayError error = s_dialect.ReadError(Fixture.Answer($"Odkkk/{name}.json", 429))!;
        Assert.Equal(seconds, (int?)error.RetryAfter?.TotalSeconds);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("Slow down. Retry after 5s, please", 5)]
    [InlineData("retry after 2 minutes", 120)]
    [InlineData("retry after 99999999 seconds", null)]
    [InlineData("retry after 3 hours", null)]
    [InlineData("try again later", null)]
    [InlineData(null, null)]
    public void Only_a_plain_time_is_read_from_a_sentence(string? sentence, int? seconds) =>
        Assert.Equal(seconds, (int?)RetrySentence.Read(sentence)?.TotalSeconds);

    [Fact]
    public void An_unknown_word_counts_as_running()
    {
        TaskReport report = s_dialect.ReadStatus(Fixture.AnswerText("""{"id":"a","status":"NOT_START"}"""));
        Assert.Equal((SoraTaskState.Running, true, "NOT_START"), (report.State, report.IsUnknownWord, report.RawState));
    }

    [Theory]
    [InlineData("", 502, "HTTP 502 without a reason")]
    [InlineData("<html>Bad Gateway</html>", 502, "HTTP 502 without a reason")]
    [InlineData("upstream gone", 502, "upstream gone")]
    public void A_body_that_is_no_json_gives_a_sentence(string body, int status, string sentence)
    {
        GatewayError? error = s_dialect.ReadError(Fixture.AnswerText(body, status));
        Assert.Equal((SoraErrorKind.GatewayUnavailable, sentence), (error?.Kind, error?.Message));
        Assert.Null(s_dialect.ReadCreate(Fixture.AnswerText(body)).Id);
    }
}
