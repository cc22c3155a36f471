using SoraPS.Core.Dialects.LinkModel;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public class LinkModelTests
{
    private readonly LinkModelDialect _dialect = new();

    [Fact]
    public void Create_sends_only_what_was_given()
    {
        GatewayRequest request = _dialect.Create(new() { Prompt = "A cat", Model = "sora-2" });

        Assert.Equal((HttpMethod.Post, "/video-generation"), (request.Method, request.Path));
        DialectAssert.Body("""{"model":"sora-2","prompt":"A cat"}""", request);
    }

    [Fact]
    public void Create_sends_every_documented_field()
    {
        GatewayRequest request = _dialect.Create(new()
        {
            Prompt = "A cat",
            Model = "sora-2",
            Duration = 8,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/a b.jpg") },
        });

        DialectAssert.Body(
            """
            {"model":"sora-2","prompt":"A cat","duration":8,"size":"720x1280","resolution":"720P",
             "first_frame_image":"https://example.com/a b.jpg"}
            """,
            request);
    }

    [Theory]
    [InlineData("16:9", null, "1280x720", null)]
    [InlineData("9:16", null, "720x1280", null)]
    [InlineData(null, "720x1280", "720x1280", null)]
    [InlineData(null, "720p", null, "720P")]
    [InlineData("16:9", "1080p", "1920x1080", "1080P")]
    [InlineData("1:1", "480p", "480x480", "480P")]
    public void Size_follows_from_ratio_and_resolution(string? ratio, string? resolution, string? size, string? tier)
    {
        GatewayRequest request = _dialect.Create(
            new() { Prompt = "A cat", Model = "other", AspectRatio = ratio, Resolution = resolution });

        Assert.Equal(size, (string?)request.Body!["size"]);
        Assert.Equal(tier, (string?)request.Body["resolution"]);
    }

    [Fact]
    public void Check_finds_a_ratio_that_gives_no_size()
    {
        PreparedRequest row = new() { Prompt = "A cat", Model = "sora-2", AspectRatio = "9:16" };

        Assert.Empty(_dialect.Check(row));
        string problem = Assert.Single(_dialect.Check(row with { AspectRatio = "wide" }));
        Assert.Contains("wide", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_image_is_refused_since_there_is_no_field_for_it()
    {
        PreparedRequest row = new() { Prompt = "A cat", Model = "sora-2", Image = new() { Path = "/pictures/a.png" } };

        SoraException thrown = Assert.Throws<SoraException>(() => _dialect.Resolve(row));
        Assert.Equal(SoraErrorKind.InvalidRequest, thrown.Kind);
    }

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
    public void Status_escapes_the_id()
    {
        SoraTask task = new() { RequestId = "r", Provider = "LinkModel", Id = "a/b&c=1" };

        Assert.Equal(GatewayRequest.Get("/query/video-generation?task_id=a%2Fb%26c%3D1"), _dialect.Status(task));
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

    [Theory]
    [InlineData(10, 5)]
    [InlineData(150, 3)]
    [InlineData(300, 8)]
    [InlineData(3000, 15)]
    public void Pace_is_that_of_the_query_page(int age, int interval) =>
        Assert.Equal(TimeSpan.FromSeconds(interval), _dialect.Pace.IntervalAt(TimeSpan.FromSeconds(age)));

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        SoraModel model = Assert.Single(_dialect.Models);

        Assert.Equal(_dialect.DefaultModel, model.Model);
        Assert.Equal([4, 8, 12], model.Durations);
        Assert.Equal(2000, model.MaxPromptLength);
        Assert.Equal(4, Assert.Single(model.Prices).Duration);
        Assert.Equal(TimeSpan.FromSeconds(30), _dialect.Pace.FirstPoll);
        Assert.Equal(TimeSpan.FromHours(48), _dialect.LinkLife);
        Assert.Equal("/auth/check", _dialect.KeyCheck.Path);
        Assert.False(_dialect.Image.AcceptsFile || _dialect.TakesCallback || _dialect.TakesRemoveWatermark);
    }
}
