using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Emulator;

namespace SoraPS.Tests.Documents;

/// <summary>UniAll's page 'Sora 2 Video Generation', and query-task below it.</summary>
public sealed class UniAllDocumentTests
{
    private const string Submitted = """
        {"id":"gen_xxxxxxxxxxxx","object":"video.generation.job","model":"sora2","status":"queued","progress":0,
         "created_at":1770405483,"seconds":"12"}
        """;

    private static readonly string[] s_models =
    [
        "sora2-landscape-4s", "sora2-landscape-8s", "sora2-landscape-12s",
        "sora2-portrait-4s", "sora2-portrait-8s", "sora2-portrait-12s",
        "sora2-pro-720p", "sora2-pro-1080p", "sora2-pro-true-1080p",
    ];

    public static TheoryData<string> Models => [.. s_models];

    public static TheoryData<int?, string?> Wishes
    {
        get
        {
            TheoryData<int?, string?> data = [];
            foreach (int? duration in (int?[])[null, 4, 8, 12, 16, 20])
            {
                foreach (string? ratio in (string?[])[null, "16:9", "9:16"])
                {
                    data.Add(duration, ratio);
                }
            }

            return data;
        }
    }

    [Fact]
    public async Task Create_is_the_request_of_the_example()
    {
        Exchange sent = await Exchange.CreateAsync("UniAll", new VideoRequest
        {
            Model = "sora2-portrait-12s",
            Prompt = "A cat running through grass",
            Image = new ImageInput { Uri = new Uri("https://example.com/image.jpg") },
        }, Submitted);

        Assert.Equal(
            ("POST /v1/video/generations", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"model":"sora2-portrait-12s","prompt":"A cat running through grass","image_url":"https://example.com/image.jpg"}
            """), sent.Body), sent.Request.Body);
        Assert.Equal(("gen_xxxxxxxxxxxx", SoraTaskState.Queued, 12), (sent.Seen.Id, sent.Seen.State, sent.Seen.Duration));
    }

    [Fact]
    public async Task A_status_is_asked_below_videos()
    {
        Exchange sent = await Exchange.StatusAsync("UniAll", "gen_xxxxxxxxxxxx", """
            {"id":"gen_xxxxxxxxxxxx","object":"video.generation.job","model":"sora2-portrait-12s","status":"completed",
             "progress":100,"video_url":"https://example.com/output.mp4","seconds":"12"}
            """);
        Assert.Equal("GET /v1/videos/gen_xxxxxxxxxxxx", sent.RequestLine);
        Assert.Equal(
            (SoraTaskState.Succeeded, 100, 12, new Uri("https://example.com/output.mp4")),
            (sent.Seen.State, sent.Seen.Progress, sent.Seen.Duration, sent.Seen.VideoUri));
    }

    [Theory]
    [InlineData("queued", SoraTaskState.Queued)]
    [InlineData("in_progress", SoraTaskState.Running)]
    [InlineData("completed", SoraTaskState.Succeeded)]
    [InlineData("failed", SoraTaskState.Failed)]
    public void Each_state_word_is_read(string word, SoraTaskState state) =>
        Assert.Equal(state, Documented.State("UniAll", $$"""{"id":"gen_x","status":"{{word}}","progress":0}"""));

    [Theory, MemberData(nameof(Wishes))]
    public void What_is_sent_names_a_model_of_the_table(int? duration, string? ratio)
    {
        VideoRequest row = new() { Prompt = "A cat", Duration = duration, AspectRatio = ratio };
        bool isSent = Documented.IsSent("UniAll", row);
        Assert.Equal(duration is not (16 or 20), isSent);
        if (isSent)
        {
            Connection connection = new ConnectionRegistry().Find("UniAll")!;
            GatewayRequest request = connection.Dialect.Create(RequestPreparation.Prepare(row, connection));
            Assert.Contains((string?)request.Body!["model"], s_models);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Client_and_emulator_take_each_model_of_the_table(string model) => Assert.Equal(
        (true, true),
        await Documented.TakeAsync("UniAll", new VideoRequest { Prompt = "A cat", Model = model }, "/v1/video/generations",
            $$"""{"model":"{{model}}","prompt":"A cat"}"""));

    [Theory]
    [InlineData("sora2", null, null, false)]
    [InlineData("sora2-landscape-16s", null, null, false)]
    [InlineData("sora2-pro-720p", 4, null, true)]
    [InlineData("sora2-pro-720p", 8, null, true)]
    [InlineData("sora2-pro-720p", 12, null, true)]
    [InlineData("sora2-pro-720p", 16, "9:16", true)]
    [InlineData("sora2-pro-1080p", 20, "16:9", true)]
    [InlineData("sora2-pro-720p", 10, null, false)]
    [InlineData("sora2-pro-720p", null, "1:1", false)]
    [InlineData("sora2-portrait-12s", null, "9:16", true)]
    [InlineData("sora2-portrait-12s", null, "16:9", false)]
    [InlineData("sora2-portrait-12s", 8, null, false)]
    public async Task The_emulator_takes_what_the_tables_allow(string model, int? duration, string? ratio, bool isAllowed)
    {
        JsonObject body = new() { ["model"] = model, ["prompt"] = "A cat" };
        if (duration is not null)
        {
            body["duration"] = duration;
        }

        if (ratio is not null)
        {
            body["aspect_ratio"] = ratio;
        }

        VideoRequest row = new() { Prompt = "A cat", Model = model, Duration = duration, AspectRatio = ratio };
        (bool client, bool emulator) = await Documented.TakeAsync("UniAll", row, "/v1/video/generations", body.ToJsonString());
        Assert.Equal(isAllowed, emulator);

        // The family's name becomes a name of the table; one that no table has is not second-guessed.
        Assert.Equal(isAllowed || model is "sora2" or "sora2-landscape-16s", client);
    }

    [Fact]
    public async Task The_emulator_answers_as_the_examples_do()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "UniAll", "/v1/video/generations",
            """{"model":"sora2-portrait-12s","prompt":"A cat running through grass","image_url":"https://example.com/image.jpg"}""",
            answer => $"/v1/videos/{answer["id"]}");
        Assert.Equal(["created_at", "id", "model", "object", "progress", "seconds", "status"], Documented.Fields(created));
        Assert.Equal(
            ("video.generation.job", "sora2", "queued", 0, "12"),
            ((string?)created["object"], (string?)created["model"], (string?)created["status"], (int)created["progress"]!,
                (string?)created["seconds"]));
        Assert.StartsWith("gen_", (string?)created["id"], StringComparison.Ordinal);
        Assert.Equal(["queued", "in_progress"], polls.Select(poll => (string)poll["status"]!).Distinct());
        Assert.Equal(("completed", 100, "12"), ((string?)ended["status"], (int)ended["progress"]!, (string?)ended["seconds"]));
        Assert.StartsWith("http", (string?)ended["video_url"], StringComparison.Ordinal);
    }

    // Its own page of the format is only named on the page of Sora 2: the fields are those of OpenAI's reference.
    [Fact]
    public async Task The_emulator_takes_the_native_OpenAI_format()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "UniAll", "/v1/videos", """{"model":"sora2-landscape-8s","prompt":"A cat","seconds":"8","size":"1280x720"}""",
            answer => $"/v1/videos/{answer["id"]}");
        Assert.Equal(
            ("video", "sora2-landscape-8s", "queued", "8", "1280x720"),
            ((string?)created["object"], (string?)created["model"], (string?)created["status"], (string?)created["seconds"],
                (string?)created["size"]));
        Assert.Equal(["queued", "in_progress"], polls.Select(poll => (string)poll["status"]!).Distinct());
        Assert.Equal(("completed", 100), ((string?)ended["status"], (int)ended["progress"]!));
    }

    // 'Common errors': mixing UniAll task format and native OpenAI format in one request.
    [Theory]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s"}""", 200)]
    [InlineData("/v1/videos", """{"model":"sora2-pro-720p","seconds":"12"}""", 200)]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s","duration":8}""", 400)]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s","aspect_ratio":"16:9"}""", 400)]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s","image_url":"https://example.com/a.jpg"}""", 400)]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s","seconds":"4"}""", 400)]
    [InlineData("/v1/videos", """{"model":"sora2-landscape-8s","size":"720x1280"}""", 400)]
    [InlineData("/v1/videos", """{"model":"sora-2"}""", 404)]
    [InlineData("/v1/video/generations", """{"model":"sora2-landscape-8s","seconds":"8"}""", 400)]
    [InlineData("/v1/video/generations", """{"model":"sora2-landscape-8s","size":"1280x720"}""", 400)]
    [InlineData("/v1/video/generations", """{"model":"sora2-landscape-8s","input_reference":{}}""", 400)]
    public async Task The_emulator_refuses_to_mix_the_formats(string path, string fields, int status)
    {
        JsonObject body = JsonNode.Parse(fields)!.AsObject();
        body["prompt"] = "A cat";
        await using EmulatorClient emulator = new Emulator.EmulatorClient();
        using HttpResponseMessage response = await emulator.PostAsync("UniAll", path, body.ToJsonString());
        Assert.Equal(status, (int)response.StatusCode);
    }
}
