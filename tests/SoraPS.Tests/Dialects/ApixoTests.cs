using SoraPS.Core.Dialects.Apixo;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Requests, and what is found wrong with a row before one is sent.</summary>
public sealed class ApixoTests
{
    private readonly ApixoDialect _dialect = new();

    [Fact]
    public void Create_sends_text_to_video_with_only_what_was_given()
    {
        GatewayRequest request = _dialect.Create(new() { Prompt = "A cat", Model = "sora-2" });

        Assert.Equal((HttpMethod.Post, "/generateTask/sora-2"), (request.Method, request.Path));
        DialectAssert.Body(
            """{"request_type":"async","input":{"mode":"text-to-video","prompt":"A cat"}}""", request);
    }

    [Fact]
    public void Create_sends_every_documented_field()
    {
        GatewayRequest request = _dialect.Create(new()
        {
            Prompt = "extend this scene",
            Model = "sora-2",
            Duration = 15,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/a.jpg") },
            RemoveWatermark = false,
            CallbackUri = new("https://your-server.com/callback"),
        });

        DialectAssert.Body(
            """
            {"request_type":"callback","callback_url":"https://your-server.com/callback",
             "input":{"mode":"image-to-video","prompt":"extend this scene","duration":15,"aspect_ratio":"portrait",
                      "image_urls":["https://example.com/a.jpg"],"remove_watermark":false}}
            """,
            request);
    }

    [Theory]
    [InlineData("sora-2", "16:9", null, """{"aspect_ratio":"landscape"}""")]
    [InlineData("sora-2", "1:1", null, """{"aspect_ratio":"1:1"}""")]
    [InlineData("sora-2", null, "720x1280", """{"aspect_ratio":"portrait"}""")]
    [InlineData("sora-2", null, "1080p", """{"resolution":"1080p"}""")]
    [InlineData("other", "9:16", "720p", """{"aspect_ratio":"portrait","resolution":"720p"}""")]
    [InlineData("sora-2-pro", "9:16", null, """{"size":"720*1280"}""")]
    [InlineData("sora-2-pro", null, "1280x720", """{"size":"1280*720","resolution":"720p"}""")]
    [InlineData("sora-2-pro", null, "1080p", """{"resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "16:9", "1080p", """{"size":"1280*720","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "9:16", "1080p", """{"size":"720*1280","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", null, "1080x1920", """{"size":"720*1280","resolution":"1080p"}""")]
    [InlineData("sora-2-pro", "1:1", "720p", """{"aspect_ratio":"1:1","resolution":"720p"}""")]
    public void Shape_is_spelt_as_each_model_wants_it(string model, string? ratio, string? resolution, string fields)
    {
        GatewayRequest request = _dialect.Create(
            new() { Prompt = "A cat", Model = model, AspectRatio = ratio, Resolution = resolution });

        DialectAssert.Body(
            """{"request_type":"async","input":{"mode":"text-to-video","prompt":"A cat",""" + fields[1..] + "}",
            request);
    }

    [Fact]
    public void The_model_is_part_of_both_paths_and_escaped()
    {
        SoraTask task = new() { RequestId = "r", Provider = "Apixo", Model = "a/b", Id = "t&1" };

        Assert.Equal("/generateTask/a%2Fb", _dialect.Create(new() { Prompt = "A cat", Model = "a/b" }).Path);
        Assert.Equal(GatewayRequest.Get("/statusTask/a%2Fb?taskId=t%261"), _dialect.Status(task));
        Assert.Equal("/statusTask/sora-2?taskId=t%261", _dialect.Status(task with { Model = null }).Path);
    }

    [Fact]
    public void Check_finds_what_the_models_do_not_tell()
    {
        PreparedRequest row = new() { Prompt = "A cat", Model = "sora-2", CallbackUri = new("http://example.com/") };

        Assert.Contains("https", Assert.Single(_dialect.Check(row)), StringComparison.Ordinal);
        Assert.Empty(_dialect.Check(row with { CallbackUri = new("https://example.com/") }));
    }

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        Assert.Equal(["sora-2", "sora-2-pro"], _dialect.Models.Select(model => model.Model));
        Assert.Equal([10, 15], _dialect.Models[0].Durations);
        Assert.Equal(10_000, _dialect.Models[0].MaxPromptLength);
        Assert.Equal(TimeSpan.FromSeconds(180), _dialect.Pace.FirstPoll);
        Assert.Equal(TimeSpan.FromSeconds(10), _dialect.Pace.IntervalAt(TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromDays(15), _dialect.LinkLife);
        Assert.Equal("/apikeys/current-balance", _dialect.KeyCheck.Path);
        Assert.True(_dialect.TakesCallback && _dialect.TakesRemoveWatermark && !_dialect.Image.AcceptsFile);
    }
}
