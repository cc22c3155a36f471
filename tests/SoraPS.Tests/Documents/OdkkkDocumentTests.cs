using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Emulator;

namespace SoraPS.Tests.Documents;

/// <summary>Odkkk's page 'sora-2 Interface' (OpenAPI).</summary>
public sealed class OdkkkDocumentTests
{
    private const string Created = """
        {"created":1757169743,"id":"task-unified-1757169743-7cvnl5zw","model":"sora-2","object":"video.generation.task","progress":0,
         "status":"pending","task_info":{"can_cancel":true,"estimated_time":300,"video_duration":9},"type":"video",
         "usage":{"billing_rule":"per_call","credits_reserved":7,"user_group":"default"}}
        """;

    private static readonly VideoRequest s_row = new() { Prompt = "A cat playing piano" };

    [Fact]
    public async Task The_example_is_sent_as_it_stands()
    {
        Exchange sent = await Exchange.CreateAsync("Odkkk", s_row, Created);
        Assert.Equal(
            ("POST /apiv1/v1/videos/generations", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"model":"sora-2","prompt":"A cat playing piano"}"""), sent.Body), sent.Request.Body);
        Assert.Equal(
            ("task-unified-1757169743-7cvnl5zw", SoraTaskState.Queued, 9, 7m, "credits"),
            (sent.Seen.Id, sent.Seen.State, sent.Seen.Duration, sent.Seen.Price, sent.Seen.Currency));
        Assert.Equal(
            """{"can_cancel":true,"estimated_time":300,"billing_rule":"per_call","user_group":"default"}""", $"{sent.Seen.GatewayData}");
    }

    [Fact]
    public async Task Create_sends_every_field_of_the_schema()
    {
        Exchange sent = await Exchange.CreateAsync("Odkkk", s_row with
        {
            AspectRatio = "16:9",
            Duration = 10,
            Image = new ImageInput { Uri = new Uri("http://example.com/image1.jpg") },
            RemoveWatermark = true,
            CallbackUri = new Uri("https://your-domain.com/webhooks/video-task-completed"),
        }, Created);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"model":"sora-2","prompt":"A cat playing piano","aspect_ratio":"16:9","duration":10,
             "image_urls":["http://example.com/image1.jpg"],"remove_watermark":true,
             "callback_url":"https://your-domain.com/webhooks/video-task-completed"}
            """), sent.Body), sent.Request.Body);
    }

    [Fact]
    public async Task A_task_is_asked_about_by_its_id()
    {
        Exchange sent = await Exchange.StatusAsync("Odkkk", "task-unified-1756817821-4x3rx6ny", """
            {"created":1756817821,"id":"task-unified-1756817821-4x3rx6ny","model":"sora-2","object":"video.generation.task",
             "progress":100,"results":["http://example.com/video.mp4"],"status":"completed","task_info":{"can_cancel":false},
             "type":"video"}
            """);
        Assert.Equal("GET /apiv1/v1/tasks/task-unified-1756817821-4x3rx6ny", sent.RequestLine);
        Assert.Equal((SoraTaskState.Succeeded, new Uri("http://example.com/video.mp4")), (sent.Seen.State, sent.Seen.VideoUri));
        Assert.Equal("""{"can_cancel":false}""", $"{sent.Seen.GatewayData}");
    }

    [Theory]
    [InlineData("pending", SoraTaskState.Queued)]
    [InlineData("processing", SoraTaskState.Running)]
    [InlineData("completed", SoraTaskState.Succeeded)]
    [InlineData("failed", SoraTaskState.Failed)]
    public void Each_state_word_is_read(string word, SoraTaskState state) =>
        Assert.Equal(state, Documented.State("Odkkk", $$"""{"id":"task-unified-1","status":"{{word}}","progress":0}"""));

    [Theory]
    [InlineData(400, "Invalid duration parameter", "invalid_request_error", "duration", "use duration between 1-12 seconds",
        SoraErrorKind.InvalidRequest, null)]
    [InlineData(401, "Invalid or expired token", "authentication_error", null, null, SoraErrorKind.AuthenticationFailed, null)]
    [InlineData(402, "Insufficient quota", "insufficient_quota_error", null, "https://ai.odkkk.com/apiv1/dashboard/billing",
        SoraErrorKind.QuotaExceeded, null)]
    [InlineData(403, "Access denied for this model", "permission_error", "model", null, SoraErrorKind.PermissionDenied, null)]
    [InlineData(404, "Specified model not found", "not_found_error", "model", "sora-2", SoraErrorKind.ModelUnavailable, null)]
    [InlineData(413, "Image file too large", "request_too_large_error", "image_urls", "compress image to under 4MB",
        SoraErrorKind.InvalidRequest, null)]
    [InlineData(429, "Rate limit exceeded", "rate_limit_error", null, "retry after 60 seconds", SoraErrorKind.RateLimited, 60)]
    [InlineData(500, "Internal server error", "internal_server_error", null, "try again later",
        SoraErrorKind.GatewayUnavailable, null)]
    [InlineData(502, "Upstream AI service unavailable", "upstream_error", null, "try different model",
        SoraErrorKind.GatewayUnavailable, null)]
    [InlineData(503, "Service temporarily unavailable", "service_unavailable_error", null, "retry after 30 seconds",
        SoraErrorKind.GatewayUnavailable, 30)]
    public async Task Each_error_is_read_and_said(
        int status, string message, string type, string? param, string? suggestion, SoraErrorKind kind, int? seconds)
    {
        JsonObject error = new() { ["code"] = status, ["message"] = message, ["type"] = type };
        if (param is not null)
        {
            error["param"] = param;
        }

        if (suggestion is not null)
        {
            error["fallback_suggestion"] = suggestion;
        }

        JsonObject body = new() { ["error"] = error };
        GatewayError read = Documented.Error("Odkkk", status, body.ToJsonString());
        Assert.Equal((kind, message, suggestion, seconds), (read.Kind, read.Message, read.Hint, (int?)read.RetryAfter?.TotalSeconds));

        await using EmulatorClient emulator = new Emulator.EmulatorClient(new EmulatorOptions
        {
            Faults = [new EmulatorFault { Kind = EmulatorFaultKind.ErrorBefore, Status = status }],
        });
        using HttpResponseMessage response =
            await emulator.PostAsync("Odkkk", "/v1/videos/generations", """{"model":"sora-2","prompt":"A cat playing piano"}""");
        Assert.Equal(status, (int)response.StatusCode);
        JsonNode said = await Emulator.EmulatorClient.JsonAsync(response);
        Assert.True(JsonNode.DeepEquals(body, said), said.ToJsonString());
    }

    public static TheoryData<string, VideoRequest, bool> Values => new()
    {
        { """{"duration":10}""", s_row with { Duration = 10 }, true },
        { """{"duration":15}""", s_row with { Duration = 15 }, true },
        { """{"duration":12}""", s_row with { Duration = 12 }, false },
        { """{"aspect_ratio":"16:9"}""", s_row with { AspectRatio = "16:9" }, true },
        { """{"aspect_ratio":"9:16"}""", s_row with { AspectRatio = "9:16" }, true },
        { """{"aspect_ratio":"1:1"}""", s_row with { AspectRatio = "1:1" }, false },
        { Prompt(5000), s_row with { Prompt = Foxes(5000) }, true },
        { Prompt(5001), s_row with { Prompt = Foxes(5001) }, false },
        { Image("jpg"), s_row with { Image = Web("jpg") }, true },
        { Image("jpeg"), s_row with { Image = Web("jpeg") }, true },
        { Image("png"), s_row with { Image = Web("png") }, true },
        { Image("webp"), s_row with { Image = Web("webp") }, true },
        { Image("bmp"), s_row with { Image = Web("bmp") }, false },
        { Callback("https://a.example/done"), s_row with { CallbackUri = new Uri("https://a.example/done") }, true },
        { Callback("http://a.example/done"), s_row with { CallbackUri = new Uri("http://a.example/done") }, false },
        { Callback("https://127.0.0.1/x"), s_row with { CallbackUri = new Uri("https://127.0.0.1/x") }, false },
        { Callback("https://10.1.2.3/x"), s_row with { CallbackUri = new Uri("https://10.1.2.3/x") }, false },
        { Callback("https://172.16.0.1/x"), s_row with { CallbackUri = new Uri("https://172.16.0.1/x") }, false },
        { Callback("https://172.31.0.1/x"), s_row with { CallbackUri = new Uri("https://172.31.0.1/x") }, false },
        { Callback("https://192.168.0.1/x"), s_row with { CallbackUri = new Uri("https://192.168.0.1/x") }, false },
        { Callback(Long(2048)), s_row with { CallbackUri = new Uri(Long(2048)) }, true },
        { Callback(Long(2049)), s_row with { CallbackUri = new Uri(Long(2049)) }, false },
    };

    [Theory, MemberData(nameof(Values))]
    public async Task Client_and_emulator_take_what_the_schema_allows(string fields, VideoRequest row, bool isAllowed)
    {
        JsonObject body = JsonNode.Parse("""{"model":"sora-2","prompt":"A cat playing piano"}""")!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        Assert.Equal(
            (isAllowed, isAllowed), await Documented.TakeAsync("Odkkk", row, "/v1/videos/generations", body.ToJsonString()));
    }

    [Fact]
    public async Task The_emulator_answers_as_the_schema_has_it()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "Odkkk", "/v1/videos/generations", """{"model":"sora-2","prompt":"A cat playing piano"}""",
            answer => $"/v1/tasks/{answer["id"]}");
        Assert.Equal(
            ["created", "id", "model", "object", "progress", "status", "task_info", "type", "usage"], Documented.Fields(created));
        Assert.Equal(["can_cancel", "estimated_time", "video_duration"], Documented.Fields(created["task_info"]));
        Assert.Equal(["billing_rule", "credits_reserved", "user_group"], Documented.Fields(created["usage"]));
        Assert.Equal(
            ("video.generation.task", "pending", "video", 10),
            ((string?)created["object"], (string?)created["status"], (string?)created["type"],
                (int)created["task_info"]!["video_duration"]!));
        Assert.StartsWith("task-unified-", (string?)created["id"], StringComparison.Ordinal);
        Assert.Equal(["pending", "processing"], polls.Select(poll => (string)poll["status"]!).Distinct());
        Assert.Equal(("completed", 100), ((string?)ended["status"], (int)ended["progress"]!));
    }

    private static string Foxes(int count) => string.Concat(Enumerable.Repeat("\U0001F98A", count));

    private static string Prompt(int count) => $$"""{"prompt":{{Documented.Quoted(Foxes(count))}}}""";

    private static string Image(string extension) => $$"""{"image_urls":["https://example.com/a.{{extension}}"]}""";

    private static ImageInput Web(string extension) => new() { Uri = new Uri($"https://example.com/a.{extension}") };

    private static string Callback(string address) => $$"""{"callback_url":"{{address}}"}""";

    private static string Long(int length) => "https://a.example/".PadRight(length, 'x');
}
