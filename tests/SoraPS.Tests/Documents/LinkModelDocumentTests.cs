using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Documents;

/// <summary>LinkModel's API page of sora-2 (OpenAPI), and its page 'Query video task'.</summary>
public sealed class LinkModelDocumentTests
{
    private const string Accepted = """
        {"code":0,"data":{"task_id":"cb6111cf-e89f-4978-b8e3-aa59c21cceff","order_id":"019da9cf-d1db-78e1-ac23-526774d01193",
         "status":"processing","price":0.074},"msg":"success","request_id":"250b66dd-e1fb-4bb6-b5f6-c668efadc35d"}
        """;

    private static readonly VideoRequest s_row = new() { Prompt = "A fox" };

    [Fact]
    public async Task Create_sends_every_field_of_the_schema()
    {
        Exchange sent = await Exchange.CreateAsync("LinkModel", s_row with
        {
            Duration = 8,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new ImageInput { Uri = new Uri("https://example.com/fox%7E1.png?sig=a%2Fb") },
        }, Accepted);

        Assert.Equal(
            ("POST /api/v1/video-generation", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"model":"sora-2","prompt":"A fox","first_frame_image":"https://example.com/fox%7E1.png?sig=a%2Fb",
             "size":"720x1280","duration":8,"resolution":"720P"}
            """), sent.Body), sent.Request.Body);
        Assert.Equal(
            ("cb6111cf-e89f-4978-b8e3-aa59c21cceff", SoraTaskState.Running, 0.074m),
            (sent.Seen.Id, sent.Seen.State, sent.Seen.Price));
        Assert.Equal("""{"order_id":"019da9cf-d1db-78e1-ac23-526774d01193"}""", $"{sent.Seen.GatewayData}");
    }

    [Fact]
    public async Task A_query_names_the_task_in_its_query_string()
    {
        Exchange sent = await Exchange.StatusAsync("LinkModel", "aurora_abc123", """
            {"code":0,"data":{"task_id":"aurora_abc123","file_url":"https://cdn.xxx.com/out.mp4","model":"sora-2","duration":10,
             "status":"Success"},"message":"success","request_id":"3c90c3cc-0d44-4b50-8888-8dd25736052a"}
            """);
        Assert.Equal("GET /api/v1/query/video-generation?task_id=aurora_abc123", sent.RequestLine);
        Assert.Equal((SoraTaskState.Succeeded, new Uri("https://cdn.xxx.com/out.mp4")), (sent.Seen.State, sent.Seen.VideoUri));
    }

    // Create page, lower case; query page, capitals.
    [Theory]
    [InlineData("processing", SoraTaskState.Running)]
    [InlineData("succeeded", SoraTaskState.Succeeded)]
    [InlineData("failed", SoraTaskState.Failed)]
    [InlineData("Pending", SoraTaskState.Queued)]
    [InlineData("Processing", SoraTaskState.Running)]
    [InlineData("Success", SoraTaskState.Succeeded)]
    [InlineData("Failed", SoraTaskState.Failed)]
    [InlineData("Cancelled", SoraTaskState.Cancelled)]
    public void Each_state_word_is_read(string word, SoraTaskState state) => Assert.Equal(
        state, Documented.State("LinkModel", $$$"""{"code":0,"data":{"task_id":"t","status":"{{{word}}}"},"msg":"success"}"""));

    [Theory]
    [InlineData(400, "task_id is required", SoraErrorKind.InvalidRequest)]
    [InlineData(401, "invalid api key", SoraErrorKind.AuthenticationFailed)]
    [InlineData(500, "create task failed: billing: code=100601: insufficient balance", SoraErrorKind.QuotaExceeded)]
    public void Each_error_is_read(int code, string msg, SoraErrorKind kind)
    {
        string body = $$"""{"code":{{code}},"msg":"{{msg}}","request_id":"96be7a7d-3e81-4916-a6b8-19b32773a693"}""";
        foreach (int status in new[] { code, 200 })
        {
            GatewayError error = Documented.Error("LinkModel", status, body);
            Assert.Equal((kind, msg, "96be7a7d-3e81-4916-a6b8-19b32773a693"), (error.Kind, error.Message, error.RequestId));
        }
    }

    public static TheoryData<string, VideoRequest, bool> Values => new()
    {
        { """{"duration":4}""", s_row with { Duration = 4 }, true },
        { """{"duration":8}""", s_row with { Duration = 8 }, true },
        { """{"duration":12}""", s_row with { Duration = 12 }, true },
        { """{"duration":10}""", s_row with { Duration = 10 }, false },
        { """{"size":"1280x720"}""", s_row with { Resolution = "1280x720" }, true },
        { """{"size":"720x1280"}""", s_row with { Resolution = "720x1280" }, true },
        { """{"size":"1024x1792"}""", s_row with { Resolution = "1024x1792" }, false },
        { """{"resolution":"720P"}""", s_row with { Resolution = "720P" }, true },
        { """{"resolution":"1080P"}""", s_row with { Resolution = "1080P" }, false },
        { """{"model":"sora-2"}""", s_row with { Model = "sora-2" }, true },
        { Prompt(2000), s_row with { Prompt = Foxes(2000) }, true },
        { Prompt(2001), s_row with { Prompt = Foxes(2001) }, false },
    };

    [Theory, MemberData(nameof(Values))]
    public async Task Client_and_emulator_take_what_the_schema_allows(string fields, VideoRequest row, bool isAllowed)
    {
        JsonObject body = JsonNode.Parse("""{"model":"sora-2","prompt":"A fox"}""")!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        Assert.Equal(
            (isAllowed, isAllowed), await Documented.TakeAsync("LinkModel", row, "/video-generation", body.ToJsonString()));
    }

    [Fact]
    public async Task The_emulator_answers_as_the_schema_has_it()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "LinkModel", "/video-generation",
            """
            {"model":"sora-2","prompt":"A fox","first_frame_image":"https://example.com/a.png","size":"720x1280","duration":12,
             "resolution":"720P"}
            """,
            answer => $"/query/video-generation?task_id={answer["data"]!["task_id"]}");
        Assert.Equal(["code", "data", "msg", "request_id"], Documented.Fields(created));
        Assert.Equal(["order_id", "price", "status", "task_id"], Documented.Fields(created["data"]));
        Assert.Equal((0, "success", "processing"),
            ((int)created["code"]!, (string?)created["msg"], (string?)created["data"]!["status"]));
        Assert.Equal(["Pending", "Processing"], polls.Select(poll => (string)poll["data"]!["status"]!).Distinct());
        Assert.Equal("Success", (string?)ended["data"]!["status"]);
        Assert.StartsWith("http", (string?)ended["data"]!["file_url"], StringComparison.Ordinal);
    }

    // Characters that are two units of UTF-16 each: the schema counts characters.
    private static string Foxes(int count) => string.Concat(Enumerable.Repeat("\U0001F98A", count));

    private static string Prompt(int count) => $$"""{"prompt":{{Documented.Quoted(Foxes(count))}}}""";
}
