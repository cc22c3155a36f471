using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Dialects;

public sealed class OpenAITests
{
    private static readonly OpenAIDialect s_dialect = new();
    private static readonly SoraTask s_task = new() { RequestId = "r", Provider = "OpenAI", Id = "video 1" };

    [Fact]
    public void A_bare_row_sends_only_what_is_required()
    {
        GatewayRequest message = Create(new() { Model = "sora-2", Prompt = "p" });
        Assert.Equal((HttpMethod.Post, "/videos", (FilePart?)null), (message.Method, message.Path, message.File));
        AssertBody("""{"model":"sora-2","prompt":"p"}""", message);
    }

    [Fact]
    public void Seconds_are_a_string_and_an_image_address_is_an_object() => AssertBody(
        """
        {"model":"sora-2","prompt":"p","seconds":"8","size":"1280x720",
         "input_reference":{"image_url":"https://example.com/a.png"}}
        """,
        Create(new()
        {
            Model = "sora-2",
            Prompt = "p",
            Duration = 8,
            AspectRatio = "16:9",
            Resolution = "720p",
            Image = new() { Uri = new Uri("https://example.com/a.png") },
        }));

    [Fact]
    public void A_local_image_makes_a_form()
    {
        LoadedImage picture = new(new byte[1], "image/png", 720, 1280);
        GatewayRequest message = Create(
            new() { Model = "sora-2", Prompt = "p", Duration = 4, Image = new() { Path = "/a.png" }, Picture = picture });
        AssertBody("""{"model":"sora-2","prompt":"p","seconds":"4"}""", message);
        Assert.Equal(new FilePart("input_reference", "a.png", picture), message.File);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("16:9", null, "1280x720")]
    [InlineData("9:16", null, "720x1280")]
    [InlineData("16:9", "1080p", "1920x1080")]
    [InlineData("9:16", "1080p", "1080x1920")]
    [InlineData("16:9", "1024p", "1792x1024")]
    [InlineData(null, "1024x1792", "1024x1792")]
    [InlineData("16:9", "1280x720", "1280x720")]
    [InlineData(null, "720p", "720x1280")]
    [InlineData(null, "832x480", "832x480")]
    [InlineData("16:9", "832x480", "832x480")]
    [InlineData("4:3", "480p", "640x480")]
    [InlineData("1:1", null, "720x720")]
    [InlineData("16:9", "480p", "480p")]
    [InlineData("wide", "720p", "720p")]
    public void Size_follows_from_ratio_and_resolution(string? ratio, string? resolution, string? size)
    {
        PreparedRequest request = new() { Model = "Wan2.2", Prompt = "p", AspectRatio = ratio, Resolution = resolution };
        Assert.Equal(size, (string?)Create(request).Body?["size"]);
    }

    [Theory]
    [InlineData("1280x720", "9:16")]
    [InlineData("1280x720", "4:3")]
    [InlineData("832x480", "9:16")]
    public void Pixels_that_contradict_the_ratio_are_an_error(string resolution, string ratio) => Assert.Equal(
        SoraErrorKind.InvalidRequest,
        Assert.Throws<SoraException>(() => s_dialect.Resolve(
            new() { Model = "m", Prompt = "p", Resolution = resolution, AspectRatio = ratio })).Kind);

    [Fact]
    public void Documented_pixels_become_the_tier_that_models_are_checked_by()
    {
        ResolvedRequest resolved = s_dialect.Resolve(
            new() { Model = "sora-2-pro", Prompt = "p", Resolution = "1792x1024" });
        Assert.Equal(("1024p", "16:9"), (resolved.Resolution, resolved.AspectRatio));
        Assert.Equal(
            [("720p", 0.30m), ("1024p", 0.50m), ("1080p", 0.70m)],
            Model("sora-2-pro").Prices.Select(price => (price.Resolution!, price.Amount)));
        Assert.Equal(["720p"], Model("sora-2").Resolutions);
    }

    [Theory]
    [InlineData("sora-2", null, 720, 1280, 0)]
    [InlineData("sora-2", null, 1280, 720, 1)]
    [InlineData("sora-2", "16:9", 1280, 720, 0)]
    [InlineData("Wan2.2", "16:9", 1, 1, 0)]
    public void A_local_image_must_have_the_pixels_of_the_video(
        string model, string? ratio, int width, int height, int faults)
    {
        PreparedRequest request = new()
        {
            Model = model,
            Prompt = "p",
            AspectRatio = ratio,
            Image = new() { Path = "a" },
            Picture = new(new byte[1], "image/png", width, height),
        };
        Assert.Equal(faults, s_dialect.Check(request).Count());
    }

    [Fact]
    public void The_other_messages_are_below_the_task()
    {
        Assert.Equal("/videos/video%201", s_dialect.Status(s_task).Path);
        GatewayRequest delete = s_dialect.Delete(s_task)!;
        Assert.Equal((HttpMethod.Delete, "/videos/video%201"), (delete.Method, delete.Path));
        Assert.Equal("/videos?limit=100&order=desc", s_dialect.TaskList(null)?.Path);
        Assert.Equal("/videos?limit=100&order=desc&after=video%201", s_dialect.TaskList("video 1")?.Path);
        Assert.Equal("/models", s_dialect.KeyCheck?.Path);
    }

    [Fact]
    public void Content_comes_from_the_gateway_unless_the_video_has_a_link()
    {
        Assert.Equal("/videos/video%201/content", s_dialect.Content(s_task, "video")?.Path);
        Assert.Equal("/videos/video%201/content?variant=thumbnail", s_dialect.Content(s_task, "thumbnail")?.Path);
        SoraTask linked = s_task with { VideoUri = new Uri("https://cdn.example.com/v.mp4") };
        Assert.Null(s_dialect.Content(linked, "video"));
        Assert.NotNull(s_dialect.Content(linked, "spritesheet"));
    }

    private static SoraModel Model(string name) => s_dialect.Models.Single(model => model.Model == name);

    private static GatewayRequest Create(PreparedRequest request) =>
        s_dialect.Create(new(s_dialect.Resolve(request)) { Picture = request.Picture });

    private static void AssertBody(string expected, GatewayRequest message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), message.Body), message.Body?.ToJsonString());
}
