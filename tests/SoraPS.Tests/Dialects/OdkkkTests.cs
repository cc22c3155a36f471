using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Odkkk;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

public sealed class OdkkkTests
{
    private static readonly OdkkkDialect s_dialect = new();

    [Fact]
    public void A_bare_row_sends_only_what_is_required()
    {
        GatewayRequest message = s_dialect.Create(new() { Model = "sora-2", Prompt = "A cat playing piano" });
        Assert.Equal((HttpMethod.Post, "/v1/videos/generations"), (message.Method, message.Path));
        AssertBody("""{"model":"sora-2","prompt":"A cat playing piano"}""", message);
    }

    [Fact]
    public void A_full_row_sends_every_documented_field() => AssertBody(
        """
        {"model":"sora-2","prompt":"p","aspect_ratio":"9:16","duration":15,"image_urls":["http://example.com/a b.jpg"],
         "remove_watermark":false,"callback_url":"https://your-domain.com/webhooks/video-task-completed"}
        """,
        s_dialect.Create(new()
        {
            Model = "sora-2",
            Prompt = "p",
            AspectRatio = "9:16",
            Duration = 15,
            Image = new() { Uri = new Uri("http://example.com/a b.jpg") },
            RemoveWatermark = false,
            CallbackUri = new Uri("https://your-domain.com/webhooks/video-task-completed"),
        }));

    [Fact]
    public void A_local_image_is_refused_and_never_left_out() => Assert.Equal(
        SoraErrorKind.InvalidRequest,
        Assert.Throws<SoraException>(() => s_dialect.Create(
            new() { Model = "sora-2", Prompt = "p", Image = new() { Path = "/a.png" } })).Kind);

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

    [Theory]
    [InlineData("https://example.com/hook", 0)]
    [InlineData("http://example.com/hook", 1)]
    [InlineData("https://127.0.0.1/hook", 1)]
    [InlineData("https://localhost/hook", 1)]
    [InlineData("https://10.1.2.3/hook", 1)]
    [InlineData("https://172.31.255.1/hook", 1)]
    [InlineData("https://172.32.0.1/hook", 0)]
    [InlineData("https://192.168.0.1:8443/hook", 1)]
    [InlineData("https://[::1]/hook", 1)]
    [InlineData("https://[::ffff:10.0.0.1]/hook", 1)]
    [InlineData("http://192.168.0.1/hook", 2)]
    public void A_callback_must_be_public_https(string address, int faults)
    {
        Assert.Equal(faults, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(address) }));
        string tooLong = address + new string('x', 2049 - address.Length);
        Assert.Equal(faults + 1, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(tooLong) }));
        Assert.Equal(faults, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(tooLong[..2048]) }));
    }

    [Fact]
    public void A_resolution_is_refused_because_it_would_be_dropped()
    {
        Assert.Equal(1, Check(new() { Model = "sora-2", Prompt = "p", Resolution = "720p" }));
        Assert.Equal(0, Check(new() { Model = "other", Prompt = "p", Resolution = "720p" }));
    }

    [Fact]
    public void The_status_path_escapes_the_id() => Assert.Equal(
        "/v1/tasks/task-unified-1%2F2",
        s_dialect.Status(new() { RequestId = "r", Provider = "Odkkk", Id = "task-unified-1/2" }).Path);

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

    private static int Check(PreparedRequest request) => s_dialect.Check(request).Count();

    private static void AssertBody(string expected, GatewayRequest message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), message.Body), message.Body?.ToJsonString());
}
