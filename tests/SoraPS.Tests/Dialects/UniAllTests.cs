using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.UniAll;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public class UniAllTests
{
    private readonly UniAllDialect _dialect = new();

    [Theory]
    [InlineData("sora2", 12, "9:16", "sora2-portrait-12s", 12, "9:16")]
    [InlineData("sora2", null, null, "sora2-landscape-4s", 4, "16:9")]
    [InlineData("SORA2", 8, null, "sora2-landscape-8s", 8, "16:9")]
    [InlineData("sora2", null, "9:16", "sora2-portrait-4s", 4, "9:16")]
    [InlineData("sora2", 16, "9:16", "sora2", 16, "9:16")]
    [InlineData("sora2", 4, "1:1", "sora2", 4, "1:1")]
    [InlineData("sora2-portrait-8s", null, null, "sora2-portrait-8s", 8, "9:16")]
    [InlineData("sora2-landscape-4s", 8, "9:16", "sora2-landscape-4s", 8, "9:16")]
    [InlineData("sora2-pro-1080p", null, null, "sora2-pro-1080p", null, null)]
    [InlineData("veo3", 8, null, "veo3", 8, null)]
    public void Model_name_follows_from_ratio_and_length(
        string model, int? duration, string? ratio, string sent, int? sentDuration, string? sentRatio)
    {
        ResolvedRequest row = _dialect.Resolve(
            new() { Prompt = "A cat", Model = model, Duration = duration, AspectRatio = ratio });

        Assert.Equal((sent, sentDuration, sentRatio), (row.Model, row.Duration, row.AspectRatio));
    }

    [Theory]
    [InlineData("720x1280", "sora2-portrait-4s")]
    [InlineData("1280x720", "sora2-landscape-4s")]
    [InlineData("720p", "sora2-landscape-4s")]
    public void Pixels_tell_the_ratio(string resolution, string sent) =>
        Assert.Equal(
            sent, _dialect.Resolve(new() { Prompt = "A cat", Model = "sora2", Resolution = resolution }).Model);

    [Fact]
    public void Create_does_not_repeat_what_the_name_says()
    {
        GatewayRequest request = Create(new()
        {
            Prompt = "A cat running through grass",
            Model = "sora2",
            Duration = 12,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/image.jpg") },
        });

        Assert.Equal((HttpMethod.Post, "/v1/video/generations"), (request.Method, request.Path));
        DialectAssert.Body(
            """
            {"model":"sora2-portrait-12s","prompt":"A cat running through grass",
             "image_url":"https://example.com/image.jpg"}
            """,
            request);
    }

    [Fact]
    public void Create_sends_what_the_name_does_not_say()
    {
        ResolvedRequest row = new() { Prompt = "A cat", Model = "sora2", Duration = 20, AspectRatio = "9:16" };

        DialectAssert.Body(
            """{"model":"sora2-pro-1080p","prompt":"A cat","aspect_ratio":"9:16","duration":20}""",
            Create(row with { Model = "sora2-pro-1080p", Resolution = "1080p" }));
        DialectAssert.Body(
            """{"model":"veo3","prompt":"A cat","aspect_ratio":"9:16","duration":20,"resolution":"4k"}""",
            Create(row with { Model = "veo3", Resolution = "4k" }));
    }

    [Theory]
    [InlineData(16, "9:16", "16:9 only")]
    [InlineData(8, "16:9", "16 s only")]
    public void A_contradiction_names_what_is_allowed_but_can_be_sent(int duration, string ratio, string allowed)
    {
        PreparedRequest row = new(_dialect.Resolve(
            new() { Prompt = "A cat", Model = "sora2-landscape-16s", Duration = duration, AspectRatio = ratio }));

        Assert.Contains(allowed, Assert.Single(_dialect.Check(row)), StringComparison.Ordinal);
        string? sentRatio = (string?)_dialect.Create(row).Body!["aspect_ratio"];
        int? sentDuration = (int?)_dialect.Create(row).Body!["duration"];
        Assert.True(sentRatio == ratio || sentDuration == duration);
    }

    [Theory]
    [InlineData("sora2-landscape-4s", 4, "16:9")]
    [InlineData("sora2-pro-720p", 16, "9:16")]
    [InlineData("veo3", 7, "4:3")]
    public void What_is_no_contradiction_passes(string model, int duration, string ratio) =>
        Assert.Empty(_dialect.Check(new(_dialect.Resolve(
            new() { Prompt = "A cat", Model = model, Duration = duration, AspectRatio = ratio }))));

    [Fact]
    public void Status_says_videos_and_escapes_the_id() =>
        Assert.Equal(
            GatewayRequest.Get("/v1/videos/gen_a%2Fb"),
            _dialect.Status(new() { RequestId = "r", Provider = "UniAll", Id = "gen_a/b" }));

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

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        Assert.Equal(10, _dialect.Models.Count);
        Assert.Equal([4, 8, 12], _dialect.Models[0].Durations);
        Assert.All(_dialect.Models, model => Assert.Equal("second", Assert.Single(model.Prices).Unit));
        Assert.Equal("/v1/models", _dialect.ModelList.Path);
        Assert.Equal(_dialect.ModelList, _dialect.KeyCheck);
        Assert.Null(_dialect.LinkLife);
    }

    private GatewayRequest Create(ResolvedRequest row) => _dialect.Create(new(_dialect.Resolve(row)));
}
