using SoraPS.Core.Networks;

namespace SoraPS.Tests.Http;

public sealed class LinkPolicyTests
{
    private static readonly Uri s_public = new("https://api.gateway.example/v1");
    private static readonly Uri s_local = new("http://127.0.0.1:8080/v1");

    [Theory]
    [InlineData("https://cdn.example/v.mp4")]
    [InlineData("http://cdn.example/v.mp4")]
    [InlineData("https://8.8.8.8/v.mp4")]
    [InlineData("https://172.32.0.1/v.mp4")]
    [InlineData("https://172.15.255.255/v.mp4")]
    [InlineData("https://100.128.0.1/v.mp4")]
    [InlineData("https://198.20.0.1/v.mp4")]
    [InlineData("https://223.255.255.255/v.mp4")]
    [InlineData("https://[64:ff9b::808:808]/v.mp4")]
    [InlineData("https://localhost.example/v.mp4")]
    [InlineData("https://internal.example/v.mp4")]
    [InlineData("https://[2606:4700::1111]/v.mp4")]
    public void Public_links_are_followed(string link) => Assert.Null(LinkPolicy.Refusal(new Uri(link), s_public));

    [Theory]
    [InlineData("http://localhost/v.mp4")]
    [InlineData("http://LOCALHOST./v.mp4")]
    [InlineData("http://x.localhost/v.mp4")]
    [InlineData("http://gpubox/v.mp4")]
    [InlineData("http://127.0.0.1/v.mp4")]
    [InlineData("http://127.1/v.mp4")]
    [InlineData("http://2130706433/v.mp4")]
    [InlineData("http://0x7f.0.0.1/v.mp4")]
    [InlineData("http://0.0.0.0/v.mp4")]
    [InlineData("http://10.1.2.3/v.mp4")]
    [InlineData("http://172.16.0.1/v.mp4")]
    [InlineData("http://172.31.255.255/v.mp4")]
    [InlineData("http://192.0.0.8/v.mp4")]
    [InlineData("http://198.18.0.1/v.mp4")]
    [InlineData("http://198.19.255.255/v.mp4")]
    [InlineData("http://224.0.0.1/v.mp4")]
    [InlineData("http://239.255.255.250/v.mp4")]
    [InlineData("http://240.0.0.1/v.mp4")]
    [InlineData("http://255.255.255.255/v.mp4")]
    [InlineData("http://100.127.255.255/v.mp4")]
    [InlineData("http://127.0.0.1./v.mp4")]
    [InlineData("http://localhost.localdomain/v.mp4")]
    [InlineData("http://printer.local/v.mp4")]
    [InlineData("http://metadata.google.internal./v.mp4")]
    [InlineData("http://router.home.arpa/v.mp4")]
    [InlineData("http://[::127.0.0.1]/v.mp4")]
    [InlineData("http://[::]/v.mp4")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/v.mp4")]
    [InlineData("http://[64:ff9b:1::808:808]/v.mp4")]
    [InlineData("http://[2002:a9fe:a9fe::]/v.mp4")]
    [InlineData("http://[2001:0:a9fe:a9fe::]/v.mp4")]
    [InlineData("http://[ff02::1]/v.mp4")]
    [InlineData("http://192.168.1.1/v.mp4")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://100.64.0.1/v.mp4")]
    [InlineData("http://[::1]/v.mp4")]
    [InlineData("http://[::ffff:10.0.0.1]/v.mp4")]
    [InlineData("http://[fe80::1]/v.mp4")]
    [InlineData("http://[fd00::1]/v.mp4")]
    public void Links_into_a_private_network_are_followed_for_a_private_gateway_only(string link)
    {
        Assert.Contains("private", LinkPolicy.Refusal(new Uri(link), s_public), StringComparison.Ordinal);
        Assert.Null(LinkPolicy.Refusal(new Uri(link), s_local));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://cdn.example/v.mp4")]
    [InlineData("https://user:word@cdn.example/v.mp4")]
    public void Other_links_are_never_followed(string link)
    {
        Assert.NotNull(LinkPolicy.Refusal(new Uri(link), s_public));
        Assert.NotNull(LinkPolicy.Refusal(new Uri(link), s_local));
    }

    [Fact]
    public void A_secure_link_never_leads_to_an_insecure_one() =>
        Assert.NotNull(LinkPolicy.Refusal(new Uri("http://cdn.example/v.mp4"), s_public, from: new Uri("https://cdn.example/v.mp4")));

    [Theory]
    [InlineData("https://api.gateway.example/other", true)]
    [InlineData("https://API.gateway.example:443/other", true)]
    [InlineData("http://api.gateway.example/other", false)]
    [InlineData("https://api.gateway.example:8443/other", false)]
    [InlineData("https://gateway.example/other", false)]
    [InlineData("https://api.gateway.example.evil.example/other", false)]
    public void An_origin_is_scheme_host_and_port(string other, bool isSame) =>
        Assert.Equal(isSame, LinkPolicy.SameOrigin(s_public, new Uri(other)));
}
