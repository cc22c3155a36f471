using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.AimlApi;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Dialects;

/// <summary>Requests, and what is found wrong with a row before one is sent.</summary>
public sealed class AimlApiTests
{
    private const string RealId = "video_68e576d4704c819088a4fb1315dc0667062ac79f6ced74ae:openai/sora-2-pro-t2v";

    private static readonly AimlApiDialect s_dialect = new();
    private static readonly ImageInput s_link = new() { Uri = new Uri("https://example.com/a.png") };

    [Fact]
    public void A_bare_row_sends_only_what_is_required()
    {
        GatewayRequest message = s_dialect.Create(new() { Model = "openai/sora-2-t2v", Prompt = "p" });
        Assert.Equal((HttpMethod.Post, "/v2/video/generations"), (message.Method, message.Path));
        AssertBody("""{"model":"openai/sora-2-t2v","prompt":"p"}""", message);
    }

    [Fact]
    public void A_full_row_sends_the_duration_as_a_number() => AssertBody(
        """
        {"model":"openai/sora-2-pro-i2v","prompt":"p","duration":8,"aspect_ratio":"9:16","resolution":"1080p",
         "image_url":"https://example.com/a.png"}
        """,
        Create(new()
        {
            Model = "sora-2-pro",
            Prompt = "p",
            Duration = 8,
            AspectRatio = "9:16",
            Resolution = "1080p",
            Image = s_link,
        }));

    [Fact]
    public void A_local_image_travels_as_a_data_url()
    {
        LoadedImage content = new(new byte[] { 1, 2, 3 }, "image/png", 1280, 720);
        GatewayRequest message = Create(new() { Model = "sora-2", Prompt = "p", Image = new() { Path = "a" }, Picture = content });
        Assert.Null(message.File);
        Assert.Equal("data:image/png;base64,AQID", (string?)message.Body?["image_url"]);
    }

    [Theory]
    [InlineData("openai/sora-2-t2v", false, "openai/sora-2-t2v")]
    [InlineData("openai/sora-2-t2v", true, "openai/sora-2-i2v")]
    [InlineData("openai/sora-2-pro-t2v", true, "openai/sora-2-pro-i2v")]
    [InlineData("openai/sora-2-i2v", true, "openai/sora-2-i2v")]
    [InlineData("sora-2", false, "openai/sora-2-t2v")]
    [InlineData("sora-2", true, "openai/sora-2-i2v")]
    [InlineData("Sora-2-Pro", true, "openai/sora-2-pro-i2v")]
    [InlineData("other/model-t2v", true, "other/model-t2v")]
    public void An_image_switches_to_the_model_for_images(string model, bool hasImage, string expected) => Assert.Equal(
        expected, s_dialect.Resolve(new() { Model = model, Prompt = "p", Image = hasImage ? s_link : null }).Model);

    [Fact]
    public void Models_for_images_require_one_and_the_others_refuse_it() => Assert.Equal(
        [SoraImageUse.None, SoraImageUse.Required, SoraImageUse.None, SoraImageUse.Required],
        s_dialect.Models.Select(model => model.Image));

    [Theory]
    [InlineData("1280x720", null, "720p", "16:9")]
    [InlineData("1024x1792", "9:16", "1080p", "9:16")]
    [InlineData("1080x1920", null, "1080p", "9:16")]
    [InlineData("640x480", null, "640x480", null)]
    [InlineData("1080p", null, "1080p", null)]
    public void Pixels_become_a_tier(string resolution, string? ratio, string tier, string? shape)
    {
        ResolvedRequest resolved = s_dialect.Resolve(
            new() { Model = "m", Prompt = "p", Resolution = resolution, AspectRatio = ratio });
        Assert.Equal((tier, shape), (resolved.Resolution, resolved.AspectRatio));
    }

    [Fact]
    public void Pixels_that_contradict_the_ratio_are_an_error() => Assert.Equal(
        SoraErrorKind.InvalidRequest,
        Assert.Throws<SoraException>(() => s_dialect.Resolve(
            new() { Model = "m", Prompt = "p", Resolution = "1280x720", AspectRatio = "9:16" })).Kind);

    [Theory]
    [InlineData("openai/sora-2-i2v", null, null, 1280, 720, 0)]
    [InlineData("openai/sora-2-i2v", null, "9:16", 1280, 720, 1)]
    [InlineData("openai/sora-2-pro-i2v", null, null, 1792, 1024, 0)]
    [InlineData("openai/sora-2-pro-i2v", "1080p", null, 1920, 1080, 1)]
    [InlineData("other", null, null, 1, 1, 0)]
    public void A_local_image_must_have_the_pixels_of_the_video(
        string model, string? resolution, string? ratio, int width, int height, int faults)
    {
        PreparedRequest request = new()
        {
            Model = model,
            Prompt = "p",
            Resolution = resolution,
            AspectRatio = ratio,
            Image = new() { Path = "a" },
            Picture = new(new byte[1], "image/png", width, height),
        };
        Assert.Equal(faults, s_dialect.Check(request).Count());
    }

    [Fact]
    public void The_id_is_escaped_in_the_query() => Assert.Equal(
        "/v2/video/generations?generation_id="
            + "video_68e576d4704c819088a4fb1315dc0667062ac79f6ced74ae%3Aopenai%2Fsora-2-pro-t2v",
        s_dialect.Status(new() { RequestId = "r", Provider = "AimlApi", Id = RealId }).Path);

    private static GatewayRequest Create(PreparedRequest request) =>
        s_dialect.Create(new(s_dialect.Resolve(request)) { Picture = request.Picture });

    private static void AssertBody(string expected, GatewayRequest message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), message.Body), message.Body?.ToJsonString());
}
