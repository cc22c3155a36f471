using System.Text;
using System.Text.Json.Nodes;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Documents;

/// <summary>OpenAI's reference of the Videos API (OpenAPI 2.3.0) and its guide.</summary>
public sealed class OpenAIDocumentTests
{
    private const string Created = """
        {"id":"video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5","object":"video","created_at":1758941485,"status":"queued",
         "model":"sora-2-pro","progress":0,"seconds":"8","size":"1280x720"}
        """;

    private static readonly VideoRequest s_row = new() { Prompt = "A fox" };

    [Fact]
    public async Task Create_sends_seconds_as_a_string_and_pixels_as_size()
    {
        Exchange sent = await Exchange.CreateAsync("OpenAI", s_row with
        {
            Model = "sora-2-pro",
            Duration = 8,
            AspectRatio = "16:9",
            Resolution = "720p",
            Image = new ImageInput { Uri = new Uri("https://example.com/a%7E.png") },
        }, Created);
        Assert.Equal(
            ("POST /v1/videos", "Bearer " + Exchange.Key, "application/json"),
            (sent.RequestLine, sent.Authorization, sent.ContentType));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(
            """
            {"model":"sora-2-pro","prompt":"A fox","seconds":"8","size":"1280x720",
             "input_reference":{"image_url":"https://example.com/a%7E.png"}}
            """), sent.Body), sent.Request.Body);
        Assert.Equal(
            ("video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5", SoraTaskState.Queued, 8),
            (sent.Seen.Id, sent.Seen.State, sent.Seen.Duration));
    }

    [Theory]
    [InlineData("a720.png", "a720.png")]
    [InlineData("Füchsin \"3\".png", "F_chsin__3_.png")]
    public async Task A_local_image_is_a_file_part_with_a_plain_name(string name, string sentName)
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, OperatingSystem.IsWindows() ? name.Replace('"', '_') : name);
        await File.WriteAllBytesAsync(path, VideoLibrary.Thumbnail);
        Exchange sent = await Exchange.CreateAsync(
            "OpenAI", s_row with { Model = "Wan2.2", Image = new ImageInput { Path = path } }, Created);
        Assert.StartsWith("multipart/form-data; boundary=", sent.ContentType, StringComparison.Ordinal);
        Assert.Contains(
            $"Content-Disposition: form-data; name=\"input_reference\"; filename=\"{sentName}\"\r\n", sent.Request.Body,
            StringComparison.Ordinal);
        Assert.Contains("Content-Type: image/webp\r\n", sent.Request.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("filename*", sent.Request.Body, StringComparison.Ordinal);
        Assert.Contains("Content-Disposition: form-data; name=\"prompt\"\r\n\r\nA fox\r\n", Fields(sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_URL_is_a_file_part_like_a_local_image()
    {
        string url = $"data:image/webp;base64,{Convert.ToBase64String(VideoLibrary.Thumbnail)}";
        Exchange sent = await Exchange.CreateAsync(
            "OpenAI", s_row with { Model = "Wan2.2", Image = new ImageInput { Data = url } }, Created);
        Assert.Contains(
            "Content-Disposition: form-data; name=\"input_reference\"; filename=\"image.webp\"\r\n", sent.Request.Body,
            StringComparison.Ordinal);
        Assert.Contains("Content-Type: image/webp\r\n", sent.Request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""filename="a720.png" """, 200)]
    [InlineData("""filename="a720.png"; filename*=utf-8''a720.png""", 200)]
    [InlineData("""filename="a720.png"; filename*=utf-8''%22a720.png%22""", 400)]
    public async Task The_emulator_reads_a_file_name_as_form_parsers_do(string parameters, int status)
    {
        byte[] body =
        [
            .. "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nA fox\r\n"u8,
            .. "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nWan2.2\r\n"u8,
            .. Encoding.ASCII.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"input_reference\"; {parameters.Trim()}\r\n"),
            .. "Content-Type: image/webp\r\n\r\n"u8, .. VideoLibrary.Thumbnail, .. "\r\n--b--\r\n"u8,
        ];
        await using EmulatorClient emulator = new Emulator.EmulatorClient();
        using ByteArrayContent form = new(body);
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=\"b\"");
        using HttpResponseMessage response = await emulator.SendAsync("OpenAI", HttpMethod.Post, "/videos", form);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_video_is_asked_about_by_its_id()
    {
        Exchange sent = await Exchange.StatusAsync("OpenAI", "video_123", """
            {"id":"video_123","object":"video","created_at":1758941485,"completed_at":1758941600,"expires_at":1758945200,
             "status":"completed","model":"sora-2","progress":100,"seconds":"8","size":"1280x720","error":null}
            """);
        Assert.Equal("GET /v1/videos/video_123", sent.RequestLine);
        Assert.Equal(
            (SoraTaskState.Succeeded, DateTimeOffset.FromUnixTimeSeconds(1758941600), DateTimeOffset.FromUnixTimeSeconds(1758945200)),
            (sent.Seen.State, sent.Seen.CompletedAt, sent.Seen.ExpiresAt));
    }

    [Theory]
    [InlineData("queued", SoraTaskState.Queued)]
    [InlineData("in_progress", SoraTaskState.Running)]
    [InlineData("completed", SoraTaskState.Succeeded)]
    [InlineData("failed", SoraTaskState.Failed)]
    [InlineData("expired", SoraTaskState.Expired)]
    public void Each_state_word_is_read(string word, SoraTaskState state) =>
        Assert.Equal(state, Documented.State("OpenAI", $$"""{"id":"video_123","object":"video","status":"{{word}}"}"""));

    [Theory]
    [InlineData(400, "Invalid type for 'input_reference': expected a file, but got a string instead.", "invalid_type",
        SoraErrorKind.InvalidRequest)]
    [InlineData(401, "Incorrect API key provided.", "invalid_api_key", SoraErrorKind.AuthenticationFailed)]
    [InlineData(404, "The model 'sora-2' does not exist or you do not have access to it.", "model_not_found",
        SoraErrorKind.ModelUnavailable)]
    [InlineData(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota",
        SoraErrorKind.QuotaExceeded)]
    [InlineData(429, "Too many running tasks", null, SoraErrorKind.RateLimited)]
    [InlineData(500, "The server had an error while processing your request.", null, SoraErrorKind.GatewayUnavailable)]
    public void Each_error_is_read(int status, string message, string? code, SoraErrorKind kind)
    {
        JsonObject error = new()
        {
            ["message"] = message, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = code,
        };
        GatewayError read = Documented.Error("OpenAI", status, new JsonObject { ["error"] = error }.ToJsonString());
        Assert.Equal((kind, message, code), (read.Kind, read.Message, read.Code));
    }

    [Theory]
    [InlineData("sora-2", "4", "720x1280", true)]
    [InlineData("sora-2", "8", "1280x720", true)]
    [InlineData("sora-2", "12", "1280x720", true)]
    [InlineData("sora-2", "16", "720x1280", true)]
    [InlineData("sora-2", "20", "720x1280", true)]
    [InlineData("sora-2", "10", "720x1280", false)]
    [InlineData("sora-2", "4", "1024x1792", false)]
    [InlineData("sora-2", "4", "1920x1080", false)]
    [InlineData("sora-2-pro", "4", "1024x1792", true)]
    [InlineData("sora-2-pro", "4", "1792x1024", true)]
    [InlineData("sora-2-pro", "4", "1080x1920", true)]
    [InlineData("sora-2-pro", "4", "1920x1080", true)]
    [InlineData("sora-2-pro", "4", "640x480", false)]
    public async Task Client_and_emulator_take_what_reference_and_guide_allow(string model, string seconds, string size, bool isAllowed)
    {
        VideoRequest row = s_row with { Model = model, Duration = int.Parse(seconds, null), Resolution = size };
        Assert.Equal((isAllowed, isAllowed), await Documented.TakeAsync("OpenAI", row, "/videos",
            $$"""{"model":"{{model}}","prompt":"A fox","seconds":"{{seconds}}","size":"{{size}}"}"""));
    }

    [Theory]
    [InlineData(32000, true)]
    [InlineData(32001, false)]
    public async Task A_prompt_is_counted_in_characters(int length, bool isAllowed)
    {
        string prompt = string.Concat(Enumerable.Repeat("\U0001F98A", length));
        Assert.Equal((isAllowed, isAllowed), await Documented.TakeAsync("OpenAI", s_row with { Prompt = prompt }, "/videos",
            $$"""{"model":"sora-2","prompt":{{Documented.Quoted(prompt)}}}"""));
    }

    [Fact]
    public async Task The_emulator_answers_with_the_fields_of_the_reference()
    {
        (JsonNode created, IReadOnlyList<JsonNode> polls, JsonNode ended) = await Documented.LifeAsync(
            "OpenAI", "/videos", """{"model":"sora-2","prompt":"A fox"}""", answer => $"/videos/{answer["id"]}");
        Assert.Equal(
            [
                "completed_at", "created_at", "error", "expires_at", "id", "model", "object", "progress", "prompt",
                "remixed_from_video_id", "seconds", "size", "status",
            ],
            Documented.Fields(created));
        Assert.Equal(
            ("video", "queued", "4", "720x1280"),
            ((string?)created["object"], (string?)created["status"], (string?)created["seconds"], (string?)created["size"]));
        Assert.Equal(["queued", "in_progress"], polls.Select(poll => (string)poll["status"]!).Distinct());
        Assert.Equal(("completed", 100), ((string?)ended["status"], (int)ended["progress"]!));
    }

    [Fact]
    public async Task The_emulator_lists_with_the_fields_of_the_reference_newest_first_unless_asked()
    {
        await using EmulatorClient emulator = new();
        string[] ids = [await MakeAsync(emulator), await MakeAsync(emulator), await MakeAsync(emulator)];
        (string Query, string[] Ids, bool HasMore)[] pages =
        [
            ("", [ids[2], ids[1], ids[0]], false),
            ("?limit=2&order=desc", [ids[2], ids[1]], true),
            ($"?limit=2&order=desc&after={ids[1]}", [ids[0]], false),
            ("?limit=1&order=asc", [ids[0]], true),
            ($"?limit=100&order=asc&after={ids[0]}", [ids[1], ids[2]], false),
        ];
        foreach ((string query, string[] expected, bool hasMore) in pages)
        {
            using HttpResponseMessage response = await emulator.GetAsync("OpenAI", $"/videos{query}");
            JsonNode page = await EmulatorClient.JsonAsync(response);
            Assert.Equal(["data", "first_id", "has_more", "last_id", "object"], Documented.Fields(page));
            Assert.Equal(expected, page["data"]!.AsArray().Select(video => (string)video!["id"]!));
            Assert.Equal(
                ("list", expected.FirstOrDefault(), expected.LastOrDefault(), hasMore),
                ((string?)page["object"], (string?)page["first_id"], (string?)page["last_id"], (bool)page["has_more"]!));
        }

        using HttpResponseMessage tooMany = await emulator.GetAsync("OpenAI", "/videos?limit=101");
        Assert.Equal(400, (int)tooMany.StatusCode);
    }

    [Theory]
    [InlineData(null, "/videos?limit=100&order=desc")]
    [InlineData("video_123", "/videos?limit=100&order=desc&after=video_123")]
    public void The_client_asks_for_as_many_as_a_page_may_have(string? after, string request) =>
        Assert.Equal(request, DialectCatalog.Find("OpenAI")!.TaskList(after)!.Path);

    private static async Task<string> MakeAsync(EmulatorClient emulator)
    {
        using HttpResponseMessage made = await emulator.PostAsync("OpenAI", "/videos", """{"model":"sora-2","prompt":"A fox"}""");
        return (string)(await EmulatorClient.JsonAsync(made))["id"]!;
    }

    // .NET writes the headers of a field in an order of its own.
    private static string Fields(Exchange sent) =>
        sent.Request.Body.Replace("Content-Type: text/plain; charset=utf-8\r\n", "", StringComparison.Ordinal);
}
