using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Odkkk;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Dialects;

/// <summary>Requests, and what is found wrong with a row before one is sent.</summary>
public sealed class OdkkkTests
{
    private static readonly OdkkkDialect s_dialect = new();

    [Fact]
    public void A_bare_row_sends_only_what_is_required()
    {
        GatewayRequest message = s_dialect.Create(new() { Model = "sora-2", Prompt = "A cat playing piano" });
        Assert.Equal((HttpMethod.Post, "/v1/videos/generations"), (message.Method, message.Path));
        AssertBody("""{"model":"sora-2","prompt":"A cat playing piano"}""", message);
    }

    [Fact]
    public void A_full_row_sends_every_documented_field() => AssertBody(
        """
        {"model":"sora-2","prompt":"p","aspect_ratio":"9:16","duration":15,"image_urls":["http://example.com/a b.jpg"],
         "remove_watermark":false,"callback_url":"https://your-domain.com/webhooks/video-task-completed"}
        """,
        s_dialect.Create(new()
        {
            Model = "sora-2",
            Prompt = "p",
            AspectRatio = "9:16",
            Duration = 15,
            Image = new() { Uri = new Uri("http://example.com/a b.jpg") },
            RemoveWatermark = false,
            CallbackUri = new Uri("https://your-domain.com/webhooks/video-task-completed"),
        }));

    [Theory]
    [InlineData("https://example.com/hook", 0)]
    [InlineData("http://example.com/hook", 1)]
    [InlineData("https://127.0.0.1/hook", 1)]
    [InlineData("https://localhost/hook", 1)]
    [InlineData("https://10.1.2.3/hook", 1)]
    [InlineData("https://172.31.255.1/hook", 1)]
    [InlineData("https://172.32.0.1/hook", 0)]
    [InlineData("https://192.168.0.1:8443/hook", 1)]
    [InlineData("https://[::1]/hook", 1)]
    [InlineData("https://[::ffff:10.0.0.1]/hook", 1)]
    [InlineData("http://192.168.0.1/hook", 2)]
    public void A_callback_must_be_public_https(string address, int faults)
    {
        Assert.Equal(faults, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(address) }));
        string tooLong = address + new string('x', 2049 - address.Length);
        Assert.Equal(faults + 1, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(tooLong) }));
        Assert.Equal(faults, Check(new() { Prompt = "p", Model = "sora-2", CallbackUri = new Uri(tooLong[..2048]) }));
    }

    [Fact]
    public void A_resolution_is_refused_because_it_would_be_dropped()
    {
        Assert.Equal(1, Check(new() { Model = "sora-2", Prompt = "p", Resolution = "720p" }));
        Assert.Equal(0, Check(new() { Model = "other", Prompt = "p", Resolution = "720p" }));
    }

    [Fact]
    public void The_status_path_escapes_the_id() => Assert.Equal(
        "/v1/tasks/task-unified-1%2F2",
        s_dialect.Status(new() { RequestId = "r", Provider = "Odkkk", Id = "task-unified-1/2" }).Path);

    private static int Check(PreparedRequest request) => s_dialect.Check(request).Count();

    private static void AssertBody(string expected, GatewayRequest message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), message.Body), message.Body?.ToJsonString());
}
