using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.UniAll;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Requests, and what is found wrong with a row before one is sent.</summary>
public sealed class UniAllTests
{
    private readonly UniAllDialect _dialect = new();

    [Theory]
    [InlineData("sora2", 12, "9:16", "sora2-portrait-12s", 12, "9:16")]
    [InlineData("sora2", null, null, "sora2-landscape-4s", 4, "16:9")]
    [InlineData("SORA2", 8, null, "sora2-landscape-8s", 8, "16:9")]
    [InlineData("sora2", null, "9:16", "sora2-portrait-4s", 4, "9:16")]
    [InlineData("sora2", 16, "9:16", "sora2", 16, "9:16")]
    [InlineData("sora2", 4, "1:1", "sora2", 4, "1:1")]
    [InlineData("sora2-portrait-8s", null, null, "sora2-portrait-8s", 8, "9:16")]
    [InlineData("sora2-landscape-4s", 8, "9:16", "sora2-landscape-4s", 8, "9:16")]
    [InlineData("sora2-pro-1080p", null, null, "sora2-pro-1080p", null, null)]
    [InlineData("veo3", 8, null, "veo3", 8, null)]
    public void Model_name_follows_from_ratio_and_length(
        string model, int? duration, string? ratio, string sent, int? sentDuration, string? sentRatio)
    {
        ResolvedRequest row = _dialect.Resolve(
            new() { Prompt = "A cat", Model = model, Duration = duration, AspectRatio = ratio });

        Assert.Equal((sent, sentDuration, sentRatio), (row.Model, row.Duration, row.AspectRatio));
    }

    [Theory]
    [InlineData("720x1280", "sora2-portrait-4s")]
    [InlineData("1280x720", "sora2-landscape-4s")]
    [InlineData("720p", "sora2-landscape-4s")]
    public void Pixels_tell_the_ratio(string resolution, string sent) =>
        Assert.Equal(
            sent, _dialect.Resolve(new() { Prompt = "A cat", Model = "sora2", Resolution = resolution }).Model);

    [Fact]
    public void Create_does_not_repeat_what_the_name_says()
    {
        GatewayRequest request = Create(new()
        {
            Prompt = "A cat running through grass",
            Model = "sora2",
            Duration = 12,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/image.jpg") },
        });

        Assert.Equal((HttpMethod.Post, "/v1/video/generations"), (request.Method, request.Path));
        DialectAssert.Body(
            """
            {"model":"sora2-portrait-12s","prompt":"A cat running through grass",
             "image_url":"https://example.com/image.jpg"}
            """,
            request);
    }

    [Fact]
    public void Create_sends_what_the_name_does_not_say()
    {
        ResolvedRequest row = new() { Prompt = "A cat", Model = "sora2", Duration = 20, AspectRatio = "9:16" };

        DialectAssert.Body(
            """{"model":"sora2-pro-1080p","prompt":"A cat","aspect_ratio":"9:16","duration":20}""",
            Create(row with { Model = "sora2-pro-1080p", Resolution = "1080p" }));
        DialectAssert.Body(
            """{"model":"veo3","prompt":"A cat","aspect_ratio":"9:16","duration":20,"resolution":"4k"}""",
            Create(row with { Model = "veo3", Resolution = "4k" }));
    }

    [Theory]
    [InlineData(16, "9:16", "16:9 only")]
    [InlineData(8, "16:9", "16 s only")]
    public void A_contradiction_names_what_is_allowed_but_can_be_sent(int duration, string ratio, string allowed)
    {
        PreparedRequest row = new(_dialect.Resolve(
            new() { Prompt = "A cat", Model = "sora2-landscape-16s", Duration = duration, AspectRatio = ratio }));

        Assert.Contains(allowed, Assert.Single(_dialect.Check(row)), StringComparison.Ordinal);
        string? sentRatio = (string?)_dialect.Create(row).Body!["aspect_ratio"];
        int? sentDuration = (int?)_dialect.Create(row).Body!["duration"];
        Assert.True(sentRatio == ratio || sentDuration == duration);
    }

    [Theory]
    [InlineData("sora2-landscape-4s", 4, "16:9")]
    [InlineData("sora2-pro-720p", 16, "9:16")]
    [InlineData("veo3", 7, "4:3")]
    public void What_is_no_contradiction_passes(string model, int duration, string ratio) =>
        Assert.Empty(_dialect.Check(new(_dialect.Resolve(
            new() { Prompt = "A cat", Model = model, Duration = duration, AspectRatio = ratio }))));

    [Fact]
    public void Status_says_videos_and_escapes_the_id() =>
        Assert.Equal(
            GatewayRequest.Get("/v1/videos/gen_a%2Fb"),
            _dialect.Status(new() { RequestId = "r", Provider = "UniAll", Id = "gen_a/b" }));

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        Assert.Equal(10, _dialect.Models.Count);
        Assert.Equal([4, 8, 12], _dialect.Models[0].Durations);
        Assert.All(_dialect.Models, model => Assert.Equal("second", Assert.Single(model.Prices).Unit));
        Assert.Equal("/v1/models", _dialect.ModelList.Path);
        Assert.Equal(_dialect.ModelList, _dialect.KeyCheck);
        Assert.Null(_dialect.LinkLife);
    }

    private GatewayRequest Create(ResolvedRequest row) => _dialect.Create(new(_dialect.Resolve(row)));
}
