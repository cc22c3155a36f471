#pragma warning disable OPENAI001 // The client calls itself experimental.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI.Videos;
using SoraPS.Emulator;

namespace SoraPS.Tests.Clients;

/// <summary>OpenAI's own client for .NET, unmodified, against the emulator. It takes bodies as its users write them.</summary>
public sealed class VideoClientTests : IAsyncDisposable
{
    private readonly VideoEmulator _emulator = VideoEmulator.Start(new EmulatorOptions { GenerationTime = TimeSpan.Zero });
    private readonly VideoClient _client;

    public VideoClientTests() => _client = new VideoClient(
        new ApiKeyCredential(_emulator.Options.ApiKey),
        new VideoClientOptions { Endpoint = _emulator.BaseUri("OpenAI"), RetryPolicy = new ClientRetryPolicy(0) });

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Create_and_retrieve()
    {
        JsonNode made = await CreateAsync("A paper boat");
        Assert.Equal(("video", "queued", "8"), ((string?)made["object"], (string?)made["status"], (string?)made["seconds"]));
        JsonNode seen = Json(await _client.GetVideoAsync(Id(made)));
        Assert.Equal(("completed", 100), ((string?)seen["status"], (int?)seen["progress"]));
    }

    [Fact]
    public async Task List_in_pages()
    {
        string[] made = [Id(await CreateAsync("One")), Id(await CreateAsync("Two")), Id(await CreateAsync("Three"))];
        Assert.Equal(made[..2], await ListAsync(after: null));
        Assert.Equal(made[2..], await ListAsync(made[1]));
    }

    [Fact]
    public async Task Remix_and_delete()
    {
        JsonNode made = await CreateAsync("A paper boat");
        JsonNode remix = Json(await _client.CreateVideoRemixAsync(Id(made), Body("""{"prompt":"At night"}"""), "application/json"));
        Assert.Equal((Id(made), "At night"), ((string?)remix["remixed_from_video_id"], (string?)remix["prompt"]));
        Assert.True((bool?)Json(await _client.DeleteVideoAsync(Id(remix)))["deleted"]);
        ClientResultException gone = await Assert.ThrowsAsync<ClientResultException>(() => _client.GetVideoAsync(Id(remix)));
        Assert.Equal(404, gone.Status);
    }

    [Theory]
    [InlineData(null, "video/mp4")]
    [InlineData("thumbnail", "image/webp")]
    [InlineData("spritesheet", "image/jpeg")]
    public async Task Content(string? variant, string type)
    {
        string id = Id(await CreateAsync("A paper boat"));
        using PipelineResponse content = (await _client.DownloadVideoAsync(id, variant)).GetRawResponse();
        Assert.True(content.Headers.TryGetValue("Content-Type", out string? found));
        Assert.Equal(type, found);
        Assert.True(content.Content.ToMemory().Length > 100);
    }

    // The client reads one page for each call, whatever has_more says.
    private async Task<string[]> ListAsync(string? after)
    {
        List<string> listed = [];
        await foreach (ClientResult page in _client.GetVideosAsync(2, "asc", after, null).GetRawPagesAsync())
        {
            listed.AddRange(Json(page)["data"]!.AsArray().Select(video => Id(video!)));
        }

        return [.. listed];
    }

    private async Task<JsonNode> CreateAsync(string prompt) => Json(await _client.CreateVideoAsync(
        Body($$"""{"model":"sora-2","prompt":"{{prompt}}","seconds":"8"}"""), "application/json"));

    private static BinaryContent Body(string json) => BinaryContent.Create(BinaryData.FromString(json));

    private static JsonNode Json(ClientResult result) => JsonNode.Parse(result.GetRawResponse().Content.ToString())!;

    private static string Id(JsonNode video) => (string)video["id"]!;
}
