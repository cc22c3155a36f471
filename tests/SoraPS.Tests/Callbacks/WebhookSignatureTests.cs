using System.Text;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;

namespace SoraPS.Tests.Callbacks;

/// <summary>Signed webhooks as OpenAI's libraries verify them.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";
    private const string Id = "wh_685c059ae39c8190af8c71ed1022a24d";
    private const string Body = """{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": """
        + """1750861210, "type": "response.completed", "data": {"id": "resp_123"}}""";

    private const string Right = "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=";

    [Theory]
    [InlineData(Id, "1750861210", Body, Right)]
    [InlineData(
        "wh_soraps_test_1",
        "1758941485",
        """{"id":"evt_abc123","object":"event","created_at":1758941485,"type":"video.completed","data":{"id":"video_abc123"}}""",
        "v1,kDEfHznaKXNWRvE3d/wqGHGcig7D+xnQ74mC6snHt4s=")]
    [InlineData(Id, "1750861210", Body, "gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=")]
    [InlineData(Id, "1750861210", Body, $"v1,AAAA v2,? {Right}")]
    public void A_right_one_passes(string id, string timestamp, string body, string signature)
    {
        Assert.True(Verifies(id, timestamp, body, signature));
    }

    [Theory]
    [InlineData("another", "1750861210", Body, Right)]
    [InlineData(Id, "1750861211", Body, Right)]
    [InlineData(Id, "1750861210", Body + " ", Right)]
    [InlineData(Id, "1750861210", Body, "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBA=")]
    [InlineData(Id, "1750861210", Body, "v1,")]
    [InlineData(Id, "1750861210", Body, "")]
    public void Any_other_does_not(string id, string timestamp, string body, string signature)
    {
        Assert.False(Verifies(id, timestamp, body, signature));
    }

    [Fact]
    public void A_secret_without_its_mark_is_text()
    {
        Assert.Equal("some-secret"u8.ToArray(), WebhookSecrets.BytesOf(new ApiKey("some-secret")));
    }

    [Fact]
    public void A_secret_that_is_none_is_refused_and_not_shown()
    {
        SoraException error = Assert.Throws<SoraException>(() => WebhookSecrets.BytesOf(new ApiKey("whsec_not/base64!")));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.DoesNotContain("not/base64", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void Its_time_is_near(int seconds, bool isTimely)
    {
        DateTimeOffset sent = DateTimeOffset.FromUnixTimeSeconds(1750861210);
        Assert.Equal(isTimely, new WebhookSignature(Id, "1750861210", Right).IsTimely(sent.AddSeconds(seconds)));
    }

    [Theory]
    [InlineData(null, "1750861210", Right)]
    [InlineData("", "1750861210", Right)]
    [InlineData(Id, null, Right)]
    [InlineData(Id, "1750861210.5", Right)]
    [InlineData(Id, "-1750861210", Right)]
    [InlineData(Id, "9223372036854775807", Right)]
    [InlineData(Id, "99999999999999999999", Right)]
    [InlineData(Id, "1750861210", null)]
    public void What_lacks_a_part_is_none(string? id, string? timestamp, string? signatures)
    {
        Assert.False(new WebhookSignature(id, timestamp, signatures).IsTimely(DateTimeOffset.FromUnixTimeSeconds(1750861210)));
    }

    private static bool Verifies(string id, string timestamp, string body, string signature) =>
        new WebhookSignature(id, timestamp, signature)
            .Verifies(WebhookSecrets.BytesOf(new ApiKey(Secret)), Encoding.UTF8.GetBytes(body));
}
