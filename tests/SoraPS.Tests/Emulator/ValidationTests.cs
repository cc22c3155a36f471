using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SoraPS.Emulator;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Videos;

namespace SoraPS.Tests.Emulator;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("LinkModel", "duration", "5", 400, "duration must be one of: 4, 8, 12")]
    [InlineData("LinkModel", "duration", "\"8\"", 400, "duration must be of type integer")]
    [InlineData("LinkModel", "size", "\"1920x1080\"", 400, "1280x720, 720x1280")]
    [InlineData("LinkModel", "prompt", "\"\"", 400, "prompt is required")]
    [InlineData("LinkModel", "model", "\"retired-1\"", 400, "model not found")]
    [InlineData("LinkModel", "first_frame_image", "\"http://10.0.0.1/a.png\"", 400, "first_frame_image")]
    [InlineData("UniAll", "aspect_ratio", "\"16:9\"", 400, "conflicts with model sora2-portrait-12s")]
    [InlineData("UniAll", "duration", "8", 400, "conflicts with model")]
    [InlineData("UniAll", "duration", "\"12\"", 200, "queued")]
    [InlineData("UniAll", "model", "\"sora2\"", 400, "sora2-pro-true-1080p")]
    [InlineData("UniAll", "model", "\"retired\"", 404, "model_not_found")]
    [InlineData("Apixo", "request_type", "\"callback\"", 400, "Missing required field: callback_url")]
    [InlineData("Apixo", "input", "{\"mode\":\"text-to-video\"}", 400, "Missing required field: input.prompt")]
    [InlineData("Apixo", "input", "{\"mode\":\"image-to-video\",\"prompt\":\"x\"}", 400, "input.image_urls")]
    [InlineData("Odkkk", "duration", "12", 400, "use duration 10, 15")]
    [InlineData("Odkkk", "model", "\"sora-3\"", 404, "Specified model not found")]
    [InlineData("Odkkk", "callback_url", "\"https://192.168.0.1/x\"", 400, "internal address")]
    [InlineData("Odkkk", "image_urls", "[\"https://a.example/too-large.png\"]", 413, "Image file too large")]
    [InlineData("Odkkk", "image_urls", "[\"https://a.example/1.png\",\"https://a.example/2.png\"]", 400, "more than 1")]
    [InlineData("AimlApi", "duration", "5", 400, "Invalid enum value. Expected '4' | '8' | '12', received '5'")]
    [InlineData("AimlApi", "model", "\"openai/sora-2-i2v\"", 400, "image_url")]
    [InlineData("AimlApi", "image_url", "\"https://a.example/a.png\"", 400, "not allowed")]
    [InlineData("OpenAI", "seconds", "8", 400, "Invalid type for 'seconds'")]
    [InlineData("OpenAI", "size", "\"640x480\"", 400, "Invalid value: '640x480'")]
    [InlineData("OpenAI", "model", "\"sora-2\"", 400, "'720x1280', '1280x720'")]
    [InlineData("OpenAI", "model", "\"retired-sora\"", 404, "model_not_found")]
    [InlineData("OpenAI", "model", "\"Wan2.2\"", 200, "Wan2.2")]
    [InlineData("OpenAI", "input_reference", "\"https://a.example/a.png\"", 400, "expected a file, but got a string")]
    public async Task Fields_are_checked(string name, string field, string value, int status, string words)
    {
        DialectCase dialect = DialectCase.Of(name);
        JsonNode body = JsonNode.Parse(dialect.CreateBody)!;
        body[field] = JsonNode.Parse(value);
        await using EmulatorClient client = new();
        using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, body.ToJsonString());
        JsonNode answer = await EmulatorClient.JsonAsync(response);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(words, Plain(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LinkModel", 2000)]
    [InlineData("Odkkk", 5000)]
    [InlineData("OpenAI", 32000)]
    public async Task Prompts_have_a_longest(string name, int longest)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new();
        foreach (int length in new[] { longest, longest + 1 })
        {
            string body = dialect.CreateBody.Replace("a fox", new string('x', length), StringComparison.Ordinal);
            using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, body);
            Assert.Equal(length == longest ? 200 : 400, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("image/webp", "Wan2.2", 200, "queued")]
    [InlineData("image/webp", "sora-2", 400, "Inpaint image must match the requested width and height")]
    [InlineData(null, "Wan2.2", 400, "unsupported mimetype ('application/octet-stream')")]
    public async Task A_form_brings_an_image(string? type, string model, int status, string words)
    {
        await using EmulatorClient client = new();
        ByteArrayContent image = new(VideoLibrary.Thumbnail);
        if (type is not null)
        {
            image.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using MultipartFormDataContent form = new()
        {
            { new StringContent("a fox"), "prompt" },
            { new StringContent(model), "model" },
            { new StringContent("8"), "seconds" },
            { image, "input_reference", "fox.webp" },
        };
        using HttpResponseMessage response = await client.SendAsync("OpenAI", HttpMethod.Post, "/videos", form);
        JsonNode answer = await EmulatorClient.JsonAsync(response);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(words, Plain(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_sizes_are_read()
    {
        Assert.Equal("640x360", ImageSize.Of(VideoLibrary.Thumbnail));
        Assert.Equal("1280x720", ImageSize.Of(VideoLibrary.Spritesheet));
        Assert.Null(ImageSize.Of("not an image"u8));
    }

    [Fact]
    public async Task LinkModel_can_fail_inside_a_200()
    {
        DialectCase dialect = DialectCase.Of("LinkModel");
        await using EmulatorClient client = new(new() { LinkModelErrorsInOk = true }) { Key = "no-credit" };
        using HttpResponseMessage response =
            await client.PostAsync("LinkModel", dialect.CreatePath, dialect.CreateBody);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(500, (int?)(await EmulatorClient.JsonAsync(response))["code"]);
    }

    [Fact]
    public async Task Apixo_finds_a_task_under_its_own_model_only()
    {
        DialectCase dialect = DialectCase.Of("Apixo");
        await using EmulatorClient client = new();
        string id = await DialectTests.CreateAsync(client, dialect);
        using HttpResponseMessage response = await client.GetAsync("Apixo", $"/statusTask/sora-2-pro?taskId={id}");
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Odkkk_codes_are_words_on_a_task()
    {
        await using EmulatorClient client = new();
        using HttpResponseMessage unknown = await client.GetAsync("Odkkk", "/v1/tasks/task-unified-1");
        using HttpResponseMessage odd = await client.GetAsync("Odkkk", "/v1/tasks/1");
        Assert.Equal("task_not_found", (string?)(await EmulatorClient.JsonAsync(unknown))["error"]!["code"]);
        Assert.Equal("invalid_task_id", (string?)(await EmulatorClient.JsonAsync(odd))["error"]!["code"]);
    }

    [Fact]
    public async Task OpenAI_lists_and_deletes()
    {
        DialectCase dialect = DialectCase.Of("OpenAI");
        await using EmulatorClient client = new();
        List<string> ids = new();
        for (int i = 0; i < 3; i++)
        {
            ids.Add(await DialectTests.CreateAsync(client, dialect));
        }

        using HttpResponseMessage first = await client.GetAsync("OpenAI", "/videos?limit=2");
        JsonNode page = await EmulatorClient.JsonAsync(first);
        Assert.Equal([ids[2], ids[1]], page["data"]!.AsArray().Select(video => (string)video!["id"]!));
        Assert.True((bool)page["has_more"]!);
        using HttpResponseMessage next = await client.GetAsync("OpenAI", $"/videos?after={ids[1]}");
        Assert.Equal(ids[0], (string?)(await EmulatorClient.JsonAsync(next))["last_id"]);
        using HttpResponseMessage gone = await client.SendAsync("OpenAI", HttpMethod.Delete, $"/videos/{ids[0]}");
        Assert.True((bool)(await EmulatorClient.JsonAsync(gone))["deleted"]!);
        using HttpResponseMessage after = await client.GetAsync("OpenAI", $"/videos/{ids[0]}");
        Assert.Equal(404, (int)after.StatusCode);
        using HttpResponseMessage unknown = await client.GetAsync("OpenAI", $"/videos?after={ids[0]}");
        Assert.Empty((await EmulatorClient.JsonAsync(unknown))["data"]!.AsArray());
    }

    [Fact]
    public async Task OpenAI_may_be_a_server_without_a_list()
    {
        await using EmulatorClient client = new(new EmulatorOptions { HasTaskList = false });
        using HttpResponseMessage list = await client.GetAsync("OpenAI", "/videos");
        Assert.Equal((404, 0), ((int)list.StatusCode, client.Emulator.Counters.Lists));
    }

    [Theory]
    [InlineData("LinkModel", "/auth/check", "success")]
    [InlineData("UniAll", "/v1/models", "sora2-pro-720p")]
    [InlineData("Apixo", "/apikeys/current-balance", "balance")]
    [InlineData("Odkkk", "/v1/credits", "remaining_credits")]
    [InlineData("AimlApi", "/v2/billing", "current_balance")]
    [InlineData("OpenAI", "/models", "sora-2-pro")]
    public async Task A_key_can_be_tried_for_free(string name, string path, string words)
    {
        await using EmulatorClient client = new();
        using HttpResponseMessage good = await client.GetAsync(name, path);
        Assert.Contains(words, await good.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        client.Key = "wrong";
        using HttpResponseMessage bad = await client.GetAsync(name, path);
        Assert.Equal(401, (int)bad.StatusCode);
    }

    // Undoes the JSON escapes, so that quotes in a message can be looked for as they are.
    private static string Plain(JsonNode node) => System.Text.RegularExpressions.Regex.Unescape(node.ToJsonString());
}
