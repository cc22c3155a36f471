using SoraPS.Core.Dialects.LinkModel;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>Requests, and what is found wrong with a row before one is sent.</summary>
public sealed class LinkModelTests
{
    private readonly LinkModelDialect _dialect = new();

    [Fact]
    public void Create_sends_only_what_was_given()
    {
        GatewayRequest request = _dialect.Create(new() { Prompt = "A cat", Model = "sora-2" });

        Assert.Equal((HttpMethod.Post, "/video-generation"), (request.Method, request.Path));
        DialectAssert.Body("""{"model":"sora-2","prompt":"A cat"}""", request);
    }

    [Fact]
    public void Create_sends_every_documented_field()
    {
        GatewayRequest request = _dialect.Create(new()
        {
            Prompt = "A cat",
            Model = "sora-2",
            Duration = 8,
            AspectRatio = "9:16",
            Resolution = "720p",
            Image = new() { Uri = new("https://example.com/a b.jpg") },
        });

        DialectAssert.Body(
            """
            {"model":"sora-2","prompt":"A cat","duration":8,"size":"720x1280","resolution":"720P",
             "first_frame_image":"https://example.com/a b.jpg"}
            """,
            request);
    }

    [Theory]
    [InlineData("16:9", null, "1280x720", null)]
    [InlineData("9:16", null, "720x1280", null)]
    [InlineData(null, "720x1280", "720x1280", null)]
    [InlineData(null, "720p", null, "720P")]
    [InlineData("16:9", "1080p", "1920x1080", "1080P")]
    [InlineData("1:1", "480p", "480x480", "480P")]
    public void Size_follows_from_ratio_and_resolution(string? ratio, string? resolution, string? size, string? tier)
    {
        GatewayRequest request = _dialect.Create(
            new() { Prompt = "A cat", Model = "other", AspectRatio = ratio, Resolution = resolution });

        Assert.Equal(size, (string?)request.Body!["size"]);
        Assert.Equal(tier, (string?)request.Body["resolution"]);
    }

    [Fact]
    public void Check_finds_a_ratio_that_gives_no_size()
    {
        PreparedRequest row = new() { Prompt = "A cat", Model = "sora-2", AspectRatio = "9:16" };

        Assert.Empty(_dialect.Check(row));
        string problem = Assert.Single(_dialect.Check(row with { AspectRatio = "wide" }));
        Assert.Contains("wide", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_escapes_the_id()
    {
        SoraTask task = new() { RequestId = "r", Provider = "LinkModel", Id = "a/b&c=1" };

        Assert.Equal(GatewayRequest.Get("/query/video-generation?task_id=a%2Fb%26c%3D1"), _dialect.Status(task));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(150, 3)]
    [InlineData(300, 8)]
    [InlineData(3000, 15)]
    public void Pace_is_that_of_the_query_page(int age, int interval) =>
        Assert.Equal(TimeSpan.FromSeconds(interval), _dialect.Pace.IntervalAt(TimeSpan.FromSeconds(age)));

    [Fact]
    public void Facts_are_those_of_its_pages()
    {
        SoraModel model = Assert.Single(_dialect.Models);

        Assert.Equal(_dialect.DefaultModel, model.Model);
        Assert.Equal([4, 8, 12], model.Durations);
        Assert.Equal(2000, model.MaxPromptLength);
        Assert.Equal(4, Assert.Single(model.Prices).Duration);
        Assert.Equal(TimeSpan.FromSeconds(30), _dialect.Pace.FirstPoll);
        Assert.Equal(TimeSpan.FromHours(48), _dialect.LinkLife);
        Assert.Equal("/auth/check", _dialect.KeyCheck.Path);
        Assert.False(_dialect.Image.AcceptsFile || _dialect.TakesCallback || _dialect.TakesRemoveWatermark);
    }
}
