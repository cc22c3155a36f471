using System.Text.Json.Nodes;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Documents;

/// <summary>Apixo's page of sora-2.</summary>
public sealed class ApixoDocumentTests
{
    private const string Accepted = """{"code":200,"message":"success","data":{"taskId":"task_12345678"}}""";

    private static readonly VideoRequest s_row = new() { Prompt = "A fox" };

    [Fact]
    public async Task Create_sends_text_to_video_as_the_page_has_it()
    {
        Exchange sent = await Exchange.CreateAsync(
            "Apixo", s_row with { Duration = 15, AspectRatio = "landscape", RemoveWatermark = true }, Accepted);
        Assert.Equal(
            ("POST /api/v1/generateTask/sora-2", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"request_type":"async","input":{"mode":"text-to-video","prompt":"A fox","duration":15,"aspect_ratio":"landscape",
             "remove_watermark":true}}
            """), sent.Body), sent.Request.Body);
        Assert.Equal(("task_12345678", null), (sent.Seen.Id, sent.Seen.GatewayData));
    }

    [Fact]
    public async Task Create_sends_image_to_video_and_a_callback_as_the_page_has_them()
    {
        Exchange sent = await Exchange.CreateAsync("Apixo", s_row with
        {
            Duration = 10,
            AspectRatio = "9:16",
            Image = new ImageInput { Uri = new Uri("https://example.com/a%7Eb.jpg") },
            CallbackUri = new Uri("https://your-server.com/call%7Eback"),
        }, Accepted);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"request_type":"callback","callback_url":"https://your-server.com/call%7Eback",
             "input":{"mode":"image-to-video","prompt":"A fox","duration":10,"aspect_ratio":"portrait",
             "image_urls":["https://example.com/a%7Eb.jpg"]}}
            """), sent.Body), sent.Request.Body);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("value")]
    [InlineData("official")]
    public async Task A_routing_strategy_goes_beside_the_input(string strategy)
    {
        VideoRequest row = s_row with { Duration = 15, AspectRatio = "landscape", RemoveWatermark = true };
        Exchange sent = await Exchange.CreateAsync(
            "Apixo", row with { AdditionalBody = new JsonObject { ["provider"] = strategy } }, Accepted);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            $$$"""
            {"request_type":"async","provider":"{{{strategy}}}","input":{"mode":"text-to-video","prompt":"A fox","duration":15,
             "aspect_ratio":"landscape","remove_watermark":true}}
            """), sent.Body), sent.Request.Body);
    }

    [Fact]
    public async Task A_relative_callback_address_is_sent_as_given_where_nothing_is_checked()
    {
        Exchange sent = await Exchange.CreateAsync(
            "Apixo", s_row with { CallbackUri = new Uri("hook/x", UriKind.Relative), SkipValidation = true }, Accepted);
        Assert.Equal("hook/x", (string?)sent.Body["callback_url"]);
    }

    [Fact]
    public async Task A_status_is_asked_by_model_and_id_and_its_times_are_milliseconds()
    {
        Exchange sent = await Exchange.StatusAsync("Apixo", "task_abc123xyz", """
            {"code":200,"message":"success","data":{"taskId":"task_abc123xyz","state":"success",
             "resultJson":"{\"resultUrls\":[\"https://cdn.apixo.ai/output/abc.mp4\"]}",
             "costTime":12500,"createTime":1704067200000,"completeTime":1704067212500}}
            """, "sora-2");
        Assert.Equal("GET /api/v1/statusTask/sora-2?taskId=task_abc123xyz", sent.RequestLine);
        Assert.Equal(
            (SoraTaskState.Succeeded, new Uri("https://cdn.apixo.ai/output/abc.mp4"), "2024-01-01T00:00:12.5"),
            (sent.Seen.State, sent.Seen.VideoUri, $"{sent.Seen.CompletedAt:yyyy-MM-ddTHH:mm:ss.f}"));
        Assert.Equal("""{"costTime":12500}""", $"{sent.Seen.GatewayData}");
    }

    [Theory]
    [InlineData("pending", SoraTaskState.Queued)]
    [InlineData("processing", SoraTaskState.Running)]
    [InlineData("success", SoraTaskState.Succeeded)]
    [InlineData("failed", SoraTaskState.Failed)]
    public void Each_state_word_is_read(string word, SoraTaskState state) => Assert.Equal(
        state,
        Documented.State("Apixo", $$$"""{"code":200,"message":"success","data":{"taskId":"t","state":"{{{word}}}"}}"""));

    [Theory]
    [InlineData("CONTENT_VIOLATION", "Content violates safety guidelines", SoraErrorKind.ContentRejected)]
    [InlineData("INVALID_IMAGE_URL", "Cannot access provided image URL", SoraErrorKind.InvalidRequest)]
    public void Each_fail_code_is_read(string code, string message, SoraErrorKind kind)
    {
        TaskReport report = DialectCatalog.Find("Apixo")!.ReadStatus(Fixture.AnswerText(
            $$$"""{"code":200,"data":{"taskId":"t","state":"failed","failCode":"{{{code}}}","failMsg":"{{{message}}}"}}"""));
        Assert.Equal((SoraTaskState.Failed, code, message, kind),
            (report.State, report.Error?.Code, report.Error?.Message, report.Error?.Kind));
    }

    [Theory]
    [InlineData(400, "Invalid parameters or request error", SoraErrorKind.InvalidRequest)]
    [InlineData(401, "Invalid or missing API Key", SoraErrorKind.AuthenticationFailed)]
    [InlineData(429, "Rate limit exceeded", SoraErrorKind.RateLimited)]
    public void Each_error_code_is_read(int code, string message, SoraErrorKind kind)
    {
        GatewayError error = Documented.Error("Apixo", code, $$"""{"code":{{code}},"message":"{{message}}"}""");
        Assert.Equal((kind, message), (error.Kind, error.Message));
    }

    public static TheoryData<string, VideoRequest, bool> Inputs => new()
    {
        { """{"duration":10}""", s_row with { Duration = 10 }, true },
        { """{"duration":15}""", s_row with { Duration = 15 }, true },
        { """{"duration":4}""", s_row with { Duration = 4 }, false },
        { """{"duration":12}""", s_row with { Duration = 12 }, false },
        { """{"aspect_ratio":"landscape"}""", s_row with { AspectRatio = "landscape" }, true },
        { """{"aspect_ratio":"portrait"}""", s_row with { AspectRatio = "portrait" }, true },
        { """{"aspect_ratio":"square"}""", s_row with { AspectRatio = "square" }, false },
        { """{"remove_watermark":false}""", s_row with { RemoveWatermark = false }, true },
        { Prompt(10000), s_row with { Prompt = Foxes(10000) }, true },
        { Prompt(10001), s_row with { Prompt = Foxes(10001) }, false },
        { Image("a.webp"), s_row with { Image = Web("a.webp") }, true },
        { Image("a.gif"), s_row with { Image = Web("a.gif") }, false },
    };

    [Theory, MemberData(nameof(Inputs))]
    public async Task Client_and_emulator_take_what_the_page_allows(string fields, VideoRequest row, bool isAllowed)
    {
        JsonObject input = JsonNode.Parse("""{"mode":"text-to-video","prompt":"A fox"}""")!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            input[name] = value?.DeepClone();
        }

        string body = new JsonObject { ["input"] = input }.ToJsonString();
        Assert.Equal((isAllowed, isAllowed), await Documented.TakeAsync("Apixo", row, "/generateTask/sora-2", body));
    }

    [Theory]
    [InlineData("""{"provider":"auto"}""", 200)]
    [InlineData("""{"provider":"value"}""", 200)]
    [InlineData("""{"provider":"official"}""", 200)]
    [InlineData("""{"provider":"cheap"}""", 400)]
    [InlineData("""{"request_type":"callback"}""", 400)]
    [InlineData("""{"request_type":"callback","callback_url":"https://your-server.com/callback"}""", 200)]
    [InlineData("""{"request_type":"sync"}""", 400)]
    public async Task The_emulator_checks_the_fields_around_the_input(string fields, int status)
    {
        JsonObject body = JsonNode.Parse(fields)!.AsObject();
        body["input"] = JsonNode.Parse("""{"mode":"text-to-video","prompt":"A fox"}""");
        await using EmulatorClient emulator = new Emulator.EmulatorClient();
        using HttpResponseMessage response = await emulator.PostAsync("Apixo", "/generateTask/sora-2", body.ToJsonString());
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public void Pace_and_limits_are_those_of_the_page()
    {
        Dialect apixo = DialectCatalog.Find("Apixo")!;
        Assert.Equal(
            (180, 10, 10_000, 15, 10 * 1024 * 1024),
            (apixo.Pace.FirstPoll.TotalSeconds, apixo.Pace.IntervalAt(TimeSpan.Zero).TotalSeconds, apixo.RequestsPerMinute,
                apixo.LinkLife!.Value.TotalDays, apixo.Image.MaxBytes));
    }

    [Fact]
    public async Task The_emulator_answers_with_the_fields_of_the_table()
    {
        const string Body = """{"request_type":"async","provider":"auto","input":{"mode":"text-to-video","prompt":"A fox"}}""";
        static string Path(JsonNode answer) => $"/statusTask/sora-2?taskId={answer["data"]!["taskId"]}";
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) =
            await Documented.LifeAsync("Apixo", "/generateTask/sora-2", Body, Path);
        Assert.Equal(["taskId"], Documented.Fields(created["data"]));
        Assert.Equal(["pending", "processing"], polls.Select(poll => (string)poll["data"]!["state"]!).Distinct());
        Assert.Equal(
            ["completeTime", "costTime", "createTime", "resultJson", "state", "taskId"], Documented.Fields(ended["data"]));
        Assert.Equal("success", (string?)ended["data"]!["state"]);
        Assert.Equal(100_000, (long)ended["data"]!["completeTime"]! - (long)ended["data"]!["createTime"]!);
        Assert.Single(JsonNode.Parse((string)ended["data"]!["resultJson"]!)!["resultUrls"]!.AsArray());

        (_, _, JsonNode failed) = await Documented.LifeAsync(
            "Apixo", "/generateTask/sora-2", Body, Path, new EmulatorFault { Kind = EmulatorFaultKind.FailedTask });
        Assert.Equal(("failed", "CONTENT_VIOLATION"),
            ((string?)failed["data"]!["state"], (string?)failed["data"]!["failCode"]));
    }

    private static string Foxes(int count) => string.Concat(Enumerable.Repeat("\U0001F98A", count));

    private static string Prompt(int count) => $$"""{"prompt":{{Documented.Quoted(Foxes(count))}}}""";

    private static string Image(string name) =>
        $$"""{"mode":"image-to-video","image_urls":["https://example.com/{{name}}"]}""";

    private static ImageInput Web(string name) => new() { Uri = new Uri($"https://example.com/{name}") };
}
