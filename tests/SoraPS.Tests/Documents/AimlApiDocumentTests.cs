using System.Text.Json.Nodes;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;
using SoraPS.Emulator.Videos;

namespace SoraPS.Tests.Documents;

/// <summary>AI/ML API's page of sora-2-pro-t2v, and the OpenAPI files of the four Sora models.</summary>
public sealed class AimlApiDocumentTests
{
    private const string Id = "video_68e576d4704c819088a4fb1315dc0667062ac79f6ced74ae:openai/sora-2-pro-t2v";

    private static readonly VideoRequest s_row = new() { Prompt = "A dragon", Model = "openai/sora-2-pro-t2v" };

    [Fact]
    public async Task Create_sends_every_field_of_the_page()
    {
        Exchange sent = await Exchange.CreateAsync(
            "AimlApi", s_row with { Duration = 4, AspectRatio = "16:9", Resolution = "1080p" },
            $$"""{"id":"{{Id}}","status":"queued"}""");
        Assert.Equal(
            ("POST /v2/video/generations", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"model":"openai/sora-2-pro-t2v","prompt":"A dragon","duration":4,"aspect_ratio":"16:9","resolution":"1080p"}
            """), sent.Body), sent.Request.Body);
        Assert.Equal((Id, SoraTaskState.Queued), (sent.Seen.Id, sent.Seen.State));
    }

    [Fact]
    public async Task In_the_basic_setup_only_model_and_prompt_are_sent()
    {
        Exchange sent = await Exchange.CreateAsync("AimlApi", s_row, $$"""{"id":"{{Id}}","status":"queued"}""");
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"model":"openai/sora-2-pro-t2v","prompt":"A dragon"}"""), sent.Body), sent.Request.Body);
    }

    // 'URL or Base64 image'; its kind is told by its bytes.
    [Fact]
    public async Task A_data_URL_is_sent_as_image_url()
    {
        string picture = Convert.ToBase64String(VideoLibrary.Thumbnail);
        Exchange sent = await Exchange.CreateAsync("AimlApi", s_row with
        {
            Model = "openai/sora-2-i2v",
            Image = new ImageInput { Data = $"data:image/png;base64,{picture}" },
            SkipValidation = true,
        }, $$"""{"id":"{{Id}}","status":"queued"}""");
        Assert.Equal($"data:image/webp;base64,{picture}", (string?)sent.Body["image_url"]);
    }

    [Fact]
    public async Task A_generation_is_asked_about_at_the_same_path()
    {
        Exchange sent = await Exchange.StatusAsync("AimlApi", Id, $$$"""
            {"id":"{{{Id}}}","status":"completed",
             "video":{"url":"https://cdn.aimlapi.com/generations/hedgehog/1759868837791-a28d3ad2-df8e-4016-bec2-9db9ff78d038.mp4"}}
            """);
        Assert.Equal($"GET /v2/video/generations?generation_id={Uri.EscapeDataString(Id)}", sent.RequestLine);
        Assert.Equal(SoraTaskState.Succeeded, sent.Seen.State);
        Assert.Equal("cdn.aimlapi.com", sent.Seen.VideoUri?.Host);
    }

    [Theory]
    [InlineData("queued", SoraTaskState.Queued)]
    [InlineData("waiting", SoraTaskState.Queued)]
    [InlineData("generating", SoraTaskState.Running)]
    [InlineData("active", SoraTaskState.Running)]
    [InlineData("completed", SoraTaskState.Succeeded)]
    [InlineData("error", SoraTaskState.Failed)]
    public void Each_state_word_is_read(string word, SoraTaskState state) =>
        Assert.Equal(state, Documented.State("AimlApi", $$"""{"id":"{{Id}}","status":"{{word}}"}"""));

    [Theory]
    [InlineData(400, "Body validation error!", SoraErrorKind.InvalidRequest)]
    [InlineData(401, "This request requires a valid API key. You can create a new API key on the Billing page: "
        + "https://aimlapi.com/app/keys", SoraErrorKind.AuthenticationFailed)]
    [InlineData(403, "You've run out of credits. Please top up your balance or update your payment method to continue",
        SoraErrorKind.QuotaExceeded)]
    [InlineData(404, "Model is deprecated", SoraErrorKind.ModelUnavailable)]
    [InlineData(429, "Too Many Requests", SoraErrorKind.RateLimited)]
    [InlineData(500, "Internal server error", SoraErrorKind.GatewayUnavailable)]
    [InlineData(504, "Generation timeout", SoraErrorKind.GatewayUnavailable)]
    public void Each_error_is_read(int status, string message, SoraErrorKind kind)
    {
        foreach (string code in new[] { $"{status}", $"\"{status}\"" })
        {
            GatewayError error = Documented.Error("AimlApi", status,
                $$"""{"message":{{Documented.Quoted(message)}},"requestId":"798b860e","statusCode":{{code}}}""");
            Assert.Equal((kind, message, "798b860e"), (error.Kind, error.Message, error.RequestId));
        }
    }

    public static TheoryData<string, VideoRequest, bool> Values => new()
    {
        { """{"duration":4}""", s_row with { Duration = 4 }, true },
        { """{"duration":8}""", s_row with { Duration = 8 }, true },
        { """{"duration":12}""", s_row with { Duration = 12 }, true },
        { """{"duration":10}""", s_row with { Duration = 10 }, false },
        { """{"aspect_ratio":"16:9"}""", s_row with { AspectRatio = "16:9" }, true },
        { """{"aspect_ratio":"9:16"}""", s_row with { AspectRatio = "9:16" }, true },
        { """{"aspect_ratio":"1:1"}""", s_row with { AspectRatio = "1:1" }, false },
        { """{"resolution":"720p"}""", s_row with { Resolution = "720p" }, true },
        { """{"resolution":"1080p"}""", s_row with { Resolution = "1080p" }, true },
        { """{"resolution":"480p"}""", s_row with { Resolution = "480p" }, false },
        {
            """{"model":"openai/sora-2-t2v","resolution":"1080p"}""",
            s_row with { Model = "openai/sora-2-t2v", Resolution = "1080p" }, false
        },
    };

    [Theory, MemberData(nameof(Values))]
    public async Task Client_and_emulator_take_what_the_page_allows(string fields, VideoRequest row, bool isAllowed)
    {
        JsonObject body = JsonNode.Parse("""{"model":"openai/sora-2-pro-t2v","prompt":"A dragon"}""")!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        Assert.Equal(
            (isAllowed, isAllowed), await Documented.TakeAsync("AimlApi", row, "/v2/video/generations", body.ToJsonString()));
    }

    [Fact]
    public async Task The_emulator_answers_with_the_words_of_the_table_and_the_url()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "AimlApi", "/v2/video/generations", """{"model":"openai/sora-2-pro-t2v","prompt":"A dragon"}""",
            answer => $"/v2/video/generations?generation_id={Uri.EscapeDataString((string)answer["id"]!)}");
        Assert.Equal("queued", (string?)created["status"]);
        Assert.Subset(
            new HashSet<string> { "queued", "generating" }, polls.Select(poll => (string)poll["status"]!).ToHashSet());
        Assert.Equal("completed", (string?)ended["status"]);
        Assert.StartsWith("http", (string?)ended["video"]!["url"], StringComparison.Ordinal);
    }

    [Fact]
    public void Polls_are_ten_seconds_apart() =>
        Assert.Equal(TimeSpan.FromSeconds(10), DialectCatalog.Find("AimlApi")!.Pace.IntervalAt(TimeSpan.FromMinutes(1)));
}
