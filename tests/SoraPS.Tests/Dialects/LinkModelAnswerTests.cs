using SoraPS.Core.Dialects.LinkModel;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Answers and errors.</summary>
public sealed class LinkModelAnswerTests
{
    private readonly LinkModelDialect _dialect = new();

    [Fact]
    public void Create_is_read_with_msg_and_lower_case_state()
    {
        GatewayAnswer answer = Fixture.Answer("LinkModel/create-ok.json");
        TaskReport report = _dialect.ReadCreate(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal("cb6111cf-e89f-4978-b8e3-aa59c21cceff", report.Id);
        Assert.Equal((SoraTaskState.Running, "processing"), (report.State, report.RawState));
        Assert.False(report.IsUnknownWord);
        Assert.Equal((0.074m, "USD"), (report.Price, report.Currency));
    }

    [Fact]
    public void Price_0_at_create_is_not_yet_settled()
    {
        TaskReport report = _dialect.ReadCreate(
            Fixture.AnswerText("""{"code":0,"data":{"task_id":"a","status":"processing","price":0}}"""));

        Assert.Equal((null, null), (report.Price, report.Currency));
    }

    [Fact]
    public void Status_is_read_with_message_and_capitalised_state()
    {
        GatewayAnswer answer = Fixture.Answer("LinkModel/status-success.json");
        TaskReport report = _dialect.ReadStatus(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal((SoraTaskState.Succeeded, "Success"), (report.State, report.RawState));
        Assert.Equal(new Uri("https://cdn.xxx.com/out.mp4"), report.VideoUri);
        Assert.Equal((10, "sora-2", "A futuristic city at sunset"), (report.Duration, report.Model, report.Prompt));
        Assert.Null(report.Error);
    }

    [Fact]
    public void The_video_may_stand_in_a_list()
    {
        TaskReport report = _dialect.ReadStatus(Fixture.AnswerText(
            """{"code":0,"data":{"task_id":"a","status":"Success","output_videos":["https://cdn.xxx.com/1.mp4"]}}"""));

        Assert.Equal(new Uri("https://cdn.xxx.com/1.mp4"), report.VideoUri);
    }

    [Fact]
    public void A_failed_task_gives_its_reason_in_data_msg()
    {
        GatewayAnswer answer = Fixture.Answer("LinkModel/status-failed.json");
        TaskReport report = _dialect.ReadStatus(answer);

        Assert.Null(_dialect.ReadError(answer));
        Assert.Equal(SoraTaskState.Failed, report.State);
        Assert.Equal(
            new SoraTaskError(null, "content policy blocked the task", SoraErrorKind.ContentRejected), report.Error);
    }

    [Theory]
    [InlineData("LinkModel/status-cancelled.json", SoraTaskState.Cancelled)]
    [InlineData("LinkModel/status-processing.json", SoraTaskState.Running)]
    public void Other_states_are_read(string path, SoraTaskState state) =>
        Assert.Equal(state, _dialect.ReadStatus(Fixture.Answer(path)).State);

    [Theory]
    [InlineData("Pending", SoraTaskState.Queued, false)]
    [InlineData("succeeded", SoraTaskState.Succeeded, false)]
    [InlineData("NOT_START", SoraTaskState.Running, true)]
    public void Words_are_read_in_any_case_and_unknown_ones_as_running(string word, SoraTaskState state, bool isUnknown)
    {
        TaskReport report = _dialect.ReadStatus(
            Fixture.AnswerText($$$"""{"code":0,"data":{"task_id":"a","status":"{{{word}}}"}}"""));

        Assert.Equal((state, isUnknown), (report.State, report.IsUnknownWord));
    }

    [Theory]
    [InlineData("LinkModel/error-400.json", 400, SoraErrorKind.InvalidRequest, "task_id is required", true)]
    [InlineData("LinkModel/error-401.json", 401, SoraErrorKind.AuthenticationFailed, "invalid api key", true)]
    [InlineData("LinkModel/error-401.json", 200, SoraErrorKind.AuthenticationFailed, "invalid api key", true)]
    [InlineData("LinkModel/error-500.json", 500, SoraErrorKind.QuotaExceeded, "insufficient balance", true)]
    [InlineData("LinkModel/error-500.json", 200, SoraErrorKind.QuotaExceeded, "insufficient balance", true)]
    public void Errors_are_read_inside_any_status(
        string path, int status, SoraErrorKind kind, string sentence, bool surelyNotTaken)
    {
        GatewayAnswer answer = Fixture.Answer(path, status);
        GatewayError error = _dialect.ReadError(answer)!;

        DialectAssert.Error(answer, error, kind, surelyNotTaken);
        Assert.EndsWith(sentence, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RequestId);
    }

    [Theory]
    [InlineData("""{"data":{"status":"processing"}}""", 200, SoraErrorKind.InvalidResponse)]
    [InlineData("""{"code":408,"msg":"timeout"}""", 408, SoraErrorKind.InvalidRequest)]
    [InlineData("""{"code":408,"msg":"timeout"}""", 200, SoraErrorKind.InvalidRequest)]
    [InlineData("""{"code":500,"msg":"Worker 7, which took the job, is no longer available"}""", 500, SoraErrorKind.ModelUnavailable)]
    [InlineData("""{"code":500,"msg":"Worker 7, which took the job, is no longer available"}""", 200, SoraErrorKind.ModelUnavailable)]
    [InlineData("""{"code":500,"msg":"quota_exceeded on the disk of worker 7"}""", 500, SoraErrorKind.QuotaExceeded)]
    [InlineData("""{"code":7,"msg":"odd"}""", 200, SoraErrorKind.InvalidResponse)]
    [InlineData("<html>", 200, SoraErrorKind.InvalidResponse)]
    [InlineData("""{"code":500,"msg":"create task failed: timeout"}""", 200, SoraErrorKind.GatewayUnavailable)]
    [InlineData("""{"code":500,"msg":"create task failed: timeout"}""", 500, SoraErrorKind.GatewayUnavailable)]
    [InlineData("", 502, SoraErrorKind.GatewayUnavailable)]
    public void What_may_have_been_taken_is_never_called_surely_not_taken(string body, int status, SoraErrorKind kind)
    {
        GatewayAnswer answer = Fixture.AnswerText(body, status);
        GatewayError error = _dialect.ReadError(answer)!;

        DialectAssert.Error(answer, error, kind, surelyNotTaken: false);
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"ok\"")]
    public void A_task_is_no_error_whatever_its_code_is(string code) => Assert.Null(
        _dialect.ReadError(Fixture.AnswerText($$$"""{"code":{{{code}}},"data":{"task_id":"a"}}""")));
}
