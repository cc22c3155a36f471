using SoraPS.Core.Dialects.Apixo;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public class ApixoTests
{
    private const string MissingPrompt = "Invalid request: Missing required field: input.prompt";

    private readonly ApixoDialect _dialect = new();

    [Fact]
    public void Create_sends_text_to_video_with_only_what_was_given()
    {
        GatewayRequest request = _dialect.Create(new() { Prompt = "A cat", Model = "sora-2" });

        Assert.Equal((HttpMethod.Post, "/generateTask/sora-2"), (request.Method, request.Path));
        DialectAssert.Body(
            """{"request_type":"async","input":{"mode":"text-to-video","prompt":"A cat"}}""", request);
    }

    [Fact]
    public void Create_sends_every_documented_field()
    {
        GatewayRequest request = _dialect.Create(new()
        {
            Prompt = "extend this scene",
            Model = "sora-2",
            Duration = 15,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/a.jpg") },
            RemoveWatermark = false,
            CallbackUri = new("https://your-server.com/callback"),
        });

        DialectAssert.Body(
            """
            {"request_type":"callback","callback_url":"https://your-server.com/callback",
             "input":{"mode":"image-to-video","prompt":"extend this scene","duration":15,"aspect_ratio":"portrait",
                      "image_urls":["https://example.com/a.jpg"],"remove_watermark":false}}
            """,
            request);
    }

    [Theory]
    [InlineData("sora-2", "16:9", null, """{"aspect_ratio":"landscape"}""")]
    [InlineData("sora-2", "1:1", null, """{"aspect_ratio":"1:1"}""")]
    [InlineData("sora-2", null, "720x1280", """{"aspect_ratio":"portrait"}""")]
    [InlineData("sora-2", null, "1080p", """{"resolution":"1080p"}""")]
    [InlineData("other", "9:16", "720p", """{"aspect_ratio":"portrait","resolution":"720p"}""")]
    [InlineData("sora-2-pro", "9:16", null, """{"size":"720*1280"}""")]
    [InlineData("sora-2-pro", null, "1280x720", """{"size":"1280*720","resolution":"720p"}""")]
    [InlineData("sora-2-pro", null, "1080p", """{"resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "16:9", "1080p", """{"size":"1280*720","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "9:16", "1080p", """{"size":"720*1280","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", null, "1080x1920", """{"size":"720*1280","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "1:1", "720p", """{"aspect_ratio":"1:1","resolution":"720p"}""")]
    public void Shape_is_spelt_as_each_model_wants_it(string model, string? ratio, string? resolution, string fields)
    {
        GatewayRequest request = _dialect.Create(
            new() { Prompt = "A cat", Model = model, AspectRatio = ratio, Resolution = resolution });

        DialectAssert.Body(
            """{"request_type":"async","input":{"mode":"text-to-video","prompt":"A cat",""" + fields[1..] + "}",
            request);
    }

    [Fact]
    public void The_model_is_part_of_both_paths_and_escaped()
    {
        SoraTask task = new() { RequestId = "r", Provider = "Apixo", Model = "a/b", Id = "t&1" };

        Assert.Equal("/generateTask/a%2Fb", _dialect.Create(new() { Prompt = "A cat", Model = "a/b" }).Path);
        Assert.Equal(GatewayRequest.Get("/statusTask/a%2Fb?taskId=t%261"), _dialect.Status(task));
        Assert.Equal("/statusTask/sora-2?taskId=t%261", _dialect.Status(task with { Model = null }).Path);
    }

    [Fact]
    public void Check_finds_what_the_models_do_not_tell()
    {
        PreparedRequest row = new() { Prompt = "A cat", Model = "sora-2", CallbackUri = new("http://example.com/") };

        Assert.Contains("https", Assert.Single(_dialect.Check(row)), StringComparison.Ordinal);
        Assert.Empty(_dialect.Check(row with { CallbackUri = new("https://example.com/") }));
        Assert.Throws<SoraException>(() => _dialect.Resolve(row with { Image = new() { Path = "/a.png" } }));
    }

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

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        Assert.Equal(["sora-2", "sora-2-pro"], _dialect.Models.Select(model => model.Model));
        Assert.Equal([10, 15], _dialect.Models[0].Durations);
        Assert.Equal(10_000, _dialect.Models[0].MaxPromptLength);
        Assert.Equal(TimeSpan.FromSeconds(180), _dialect.Pace.FirstPoll);
        Assert.Equal(TimeSpan.FromSeconds(10), _dialect.Pace.IntervalAt(TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromDays(15), _dialect.LinkLife);
        Assert.Equal("/apikeys/current-balance", _dialect.KeyCheck.Path);
        Assert.True(_dialect.TakesCallback && _dialect.TakesRemoveWatermark && !_dialect.Image.AcceptsFile);
    }
}
