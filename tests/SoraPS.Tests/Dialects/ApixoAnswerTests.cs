using SoraPS.Core.Dialects.Apixo;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Answers and errors.</summary>
public sealed class ApixoAnswerTests
{
    private const string MissingPrompt = "Invalid request: Missing required field: input.prompt";

    private readonly ApixoDialect _dialect = new();

    [Fact]
    public void Create_is_read_and_code_200_is_success()
    {
        GatewayAnswer answer = Fixture.Answer("Apixo/create-ok.json");
        TaskReport report = _dialect.ReadCreate(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal(("task_12345678", false), (report.Id, report.IsUnknownWord));
        Assert.False(report.State is SoraTaskState.Failed or SoraTaskState.Succeeded);
    }

    [Fact]
    public void Status_of_a_running_task_is_read_with_its_time_in_milliseconds()
    {
        TaskReport report = _dialect.ReadStatus(Fixture.Answer("Apixo/status-processing.json"));

        Assert.Equal((SoraTaskState.Running, "processing"), (report.State, report.RawState));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767965610929), report.CreatedAt);
    }

    [Fact]
    public void The_link_is_in_json_inside_a_string()
    {
        TaskReport report = _dialect.ReadStatus(Fixture.Answer("Apixo/status-success.json"));

        Assert.Equal(SoraTaskState.Succeeded, report.State);
        Assert.Equal(new Uri("https://cdn.apixo.ai/output/abc.mp4"), report.VideoUri);
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 0, 0, 12, 500, TimeSpan.Zero), report.CompletedAt);
        Assert.Null(report.Duration);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\\\"resultUrls\\\":[]}")]
    [InlineData("{\\\"resultUrls\\\":[7]}")]
    [InlineData("{\\\"resultUrls\\\":{\\\"a\\\":1}}")]
    public void A_broken_result_has_no_link(string result) =>
        Assert.Null(_dialect.ReadStatus(Fixture.AnswerText(
            $$$"""{"code":200,"data":{"taskId":"a","state":"success","resultJson":"{{{result}}}"}}""")).VideoUri);

    [Fact]
    public void A_failed_task_is_http_200_with_code_200_and_no_error_answer()
    {
        GatewayAnswer answer = Fixture.Answer("Apixo/status-failed.json");
        TaskReport report = _dialect.ReadStatus(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal(SoraTaskState.Failed, report.State);
        Assert.Equal(
            new SoraTaskError("CONTENT_VIOLATION", "Content violates usage policy", SoraErrorKind.ContentRejected),
            report.Error);
    }

    [Theory]
    [InlineData("NSFW_DETECTED", SoraErrorKind.ContentRejected)]
    [InlineData("SensitiveContentDetected", SoraErrorKind.ContentRejected)]
    [InlineData("PROMPT_TOO_LONG", SoraErrorKind.InvalidRequest)]
    [InlineData("INVALID_PROMPT", SoraErrorKind.InvalidRequest)]
    [InlineData("INVALID_IMAGE_URL", SoraErrorKind.InvalidRequest)]
    [InlineData("IMAGE_TOO_LARGE", SoraErrorKind.InvalidRequest)]
    [InlineData("UNSUPPORTED_FORMAT", SoraErrorKind.InvalidRequest)]
    [InlineData("IMAGE_DOWNLOAD_FAILED", SoraErrorKind.InvalidRequest)]
    [InlineData("MODEL_UNAVAILABLE", SoraErrorKind.ModelUnavailable)]
    [InlineData("INSUFFICIENT_CREDITS", SoraErrorKind.QuotaExceeded)]
    [InlineData("PROCESSING_TIMEOUT", SoraErrorKind.TaskFailed)]
    [InlineData("GENERATION_FAILED", SoraErrorKind.TaskFailed)]
    [InlineData("SOMETHING_NEW", SoraErrorKind.TaskFailed)]
    public void Fail_codes_have_kinds(string code, SoraErrorKind kind)
    {
        TaskReport report = _dialect.ReadStatus(Fixture.AnswerText(
            $$$"""{"code":200,"data":{"taskId":"a","state":"failed","failCode":"{{{code}}}"}}"""));

        Assert.Equal(new SoraTaskError(code, code, kind), report.Error);
    }

    [Fact]
    public void Unknown_words_are_running()
    {
        TaskReport report = _dialect.ReadStatus(
            Fixture.AnswerText("""{"code":200,"data":{"taskId":"a","state":"NOT_START"}}"""));

        Assert.Equal((SoraTaskState.Running, true), (report.State, report.IsUnknownWord));
    }

    [Theory]
    [InlineData("Apixo/error-400.json", 400, SoraErrorKind.InvalidRequest, MissingPrompt)]
    [InlineData("Apixo/error-400.json", 200, SoraErrorKind.InvalidRequest, MissingPrompt)]
    [InlineData("Apixo/error-401.json", 401, SoraErrorKind.AuthenticationFailed, "Invalid or missing API key")]
    [InlineData("Apixo/error-401.json", 200, SoraErrorKind.AuthenticationFailed, "Invalid or missing API key")]
    public void Errors_are_read_inside_any_status(string path, int status, SoraErrorKind kind, string sentence)
    {
        GatewayAnswer answer = Fixture.Answer(path, status);
        GatewayError error = _dialect.ReadError(answer)!;

        DialectAssert.Error(answer, error, kind, surelyNotTaken: true);
        Assert.Equal(sentence, error.Message);
    }

    [Theory]
    [InlineData("""{"code":404,"message":"Task or model not found"}""", 404, SoraErrorKind.TaskNotFound, true)]
    [InlineData("""{"code":404,"message":"Model not found"}""", 404, SoraErrorKind.ModelUnavailable, true)]
    [InlineData("""{"code":500,"data":{"failCode":"INSUFFICIENT_CREDITS"}}""", 500, SoraErrorKind.QuotaExceeded, true)]
    [InlineData("""{"code":400,"data":{"failCode":"SensitiveContent"}}""", 400, SoraErrorKind.ContentRejected, true)]
    [InlineData("""{"code":503,"message":"busy"}""", 200, SoraErrorKind.GatewayUnavailable, false)]
    [InlineData("""{"code":408,"message":"Request timeout"}""", 408, SoraErrorKind.InvalidRequest, false)]
    [InlineData("""{"code":408,"message":"Request timeout"}""", 200, SoraErrorKind.InvalidRequest, false)]
    [InlineData(
        """{"code":500,"message":"Worker 7, which took the job, is no longer available"}""", 500, SoraErrorKind.ModelUnavailable, false)]
    [InlineData("""{"code":0,"message":"success"}""", 200, SoraErrorKind.InvalidResponse, false)]
    [InlineData("<html>", 200, SoraErrorKind.InvalidResponse, false)]
    [InlineData("", 504, SoraErrorKind.GatewayUnavailable, false)]
    public void Other_errors_are_read(string body, int status, SoraErrorKind kind, bool surelyNotTaken)
    {
        GatewayAnswer answer = Fixture.AnswerText(body, status);
        GatewayError error = _dialect.ReadError(answer)!;

        DialectAssert.Error(answer, error, kind, surelyNotTaken);
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"ok\"")]
    public void A_task_is_no_error_whatever_its_code_is(string code) => Assert.Null(
        _dialect.ReadError(Fixture.AnswerText($$$"""{"code":{{{code}}},"data":{"taskId":"a"}}""")));
}
