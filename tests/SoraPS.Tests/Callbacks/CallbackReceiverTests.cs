using System.Net;
using SoraPS.Core;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;

namespace SoraPS.Tests.Callbacks;

/// <summary>A callback is a hint, once; addresses are told to gateways that can reach them.</summary>
public sealed class CallbackReceiverTests : ReceiverFixture
{
    [Fact]
    public async Task A_callback_is_a_hint_once_whatever_it_says()
    {
        foreach (string body in (string[])["""{"code":200,"data":{"taskId":"another","state":"failed"}}""", "", "no JSON"])
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(Told(), new StringContent(body)));
        }

        Assert.Equal(["0123456789abcdef"], Hints);
        Assert.Equal((1, 2, 0), (Receiver.Taken, Receiver.Repeated, Receiver.Refused));
    }

    [Fact]
    public async Task A_signed_webhook_names_its_task_by_the_gateways_id_and_counts_once()
    {
        foreach (Uri root in (Uri[])[new(Prefix), new(Prefix.TrimEnd('/'))])
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(root, Signed("wh_1", Completed("video_1"))));
        }

        // Another message about the same task, and one about something else.
        Assert.Equal(HttpStatusCode.OK, await PostAsync(new Uri(Prefix), Signed("wh_2", Completed("video_1"))));
        string other = Completed("resp_1").Replace("video.", "response.", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(new Uri(Prefix), Signed("wh_3", other)));
        Assert.Equal(["video_1"], Hints);
        Assert.Equal((1, 3, 0), (Receiver.Taken, Receiver.Repeated, Receiver.Refused));
    }

    [Theory]
    [InlineData("another-secret", 0)]
    [InlineData(Secret, 301)]
    [InlineData(Secret, -301)]
    public async Task A_signature_that_is_wrong_or_old_counts_for_nothing(string secret, int secondsAgo)
    {
        Assert.Equal(
            HttpStatusCode.NotFound, await PostAsync(new Uri(Prefix), Signed("wh_1", Completed("video_1"), secret, secondsAgo)));
        Assert.Empty(Hints);

        // The right one with the same id still counts.
        Assert.Equal(HttpStatusCode.OK, await PostAsync(new Uri(Prefix), Signed("wh_1", Completed("video_1"))));
        Assert.Equal(["video_1"], Hints);
    }

    [Fact]
    public async Task A_message_is_remembered_for_as_long_as_it_could_be_replayed()
    {
        using ByteArrayContent first = Signed("wh_1", Completed("video_1"), secondsAgo: -290);
        string timestamp = first.Headers.GetValues("webhook-timestamp").Single();
        await PostAsync(new Uri(Prefix), first);
        _clock.Advance(TimeSpan.FromSeconds(580));
        int secondsAgo = (int)(_clock.GetUtcNow().ToUnixTimeSeconds() - long.Parse(timestamp, null));
        Assert.Equal(
            HttpStatusCode.OK, await PostAsync(new Uri(Prefix), Signed("wh_1", Completed("video_2"), secondsAgo: secondsAgo)));
        Assert.Equal(["video_1"], Hints);
    }

    [Fact]
    public async Task Receivers_with_one_secret_take_each_others_callbacks_and_no_others()
    {
        Uri told = Told();
        using SoraClient other = new(_clock);
        foreach ((string? secret, HttpStatusCode answer) in new[]
            { (Secret, HttpStatusCode.OK), ("another", HttpStatusCode.NotFound), (null, HttpStatusCode.NotFound) })
        {
            string prefix = $"http://127.0.0.1:{Support.RawServer.FreePort()}/";
            other.Callbacks.Start(new CallbackOptions { Prefix = prefix, WebhookSecret = secret is null ? null : new ApiKey(secret) });
            Assert.Equal(answer, await PostAsync(new Uri(new Uri(prefix), told.PathAndQuery["/sora/".Length..])));
            await other.Callbacks.StopAsync();
        }
    }

    [Theory]
    [InlineData("Apixo", "https://hooks.example.org/sora", "https://api.apixo.ai/api/v1", true)]
    [InlineData("Odkkk", "https://hooks.example.org/sora/", "https://ai.odkkk.com/apiv1", true)]
    [InlineData("Apixo", "http://hooks.example.org/sora", "https://api.apixo.ai/api/v1", false)]
    [InlineData("Apixo", "https://127.0.0.1/sora", "https://api.apixo.ai/api/v1", false)]
    [InlineData("Apixo", "http://127.0.0.1:8787", "http://127.0.0.1:9/apixo/api/v1", true)]
    [InlineData("LinkModel", "https://hooks.example.org/sora", "https://api.linkmodel.ai/api/v1", false)]
    [InlineData("OpenAI", "https://hooks.example.org/sora", "https://api.openai.com/v1", false)]
    public async Task Gateways_that_take_an_address_and_can_reach_it_are_told_one(string provider, string uri, string gateway, bool isTold)
    {
        using SoraClient client = new(_clock);
        string prefix = $"http://127.0.0.1:{Support.RawServer.FreePort()}/";
        client.Callbacks.Start(new CallbackOptions { Prefix = prefix, PublicUri = new Uri(uri) });
        SoraTask task = new() { RequestId = "abc", Provider = provider, CreatedAt = _clock.GetUtcNow() };
        Uri? address = client.Callbacks.Expect(task, client.Connections.Find(provider)! with { BaseUri = new Uri(gateway) });
        Assert.Equal(isTold, client.Callbacks.Hints.IsExpected(task));
        Assert.Equal(isTold ? $"{uri.TrimEnd('/')}/abc" : null, address?.GetLeftPart(UriPartial.Path));
        await client.Callbacks.StopAsync();
        Assert.False(client.Callbacks.Hints.IsExpected(task));
    }

    [Theory]
    [InlineData("https://127.0.0.1:8787/", null)]
    [InlineData("127.0.0.1:8787", null)]
    [InlineData("http:///", null)]
    [InlineData("http://127.0.0.1:8787/?x=1", null)]
    [InlineData("http://+:8787/", null)]
    [InlineData("http://127.0.0.1:8787/", "hooks/sora")]
    [InlineData("http://127.0.0.1:8787/", "ftp://hooks.example.org/")]
    [InlineData("http://127.0.0.1:8787/", "https://me:secret@hooks.example.org/")]
    [InlineData("http://127.0.0.1:8787/", "https://hooks.example.org/?key=1")]
    [InlineData("http://nowhere.invalid:8787/", null)]
    public void What_cannot_be_listened_on_or_told_is_refused(string prefix, string? publicUri)
    {
        using SoraClient client = new(_clock);
        Uri? address = publicUri is null ? null : new Uri(publicUri, UriKind.RelativeOrAbsolute);
        SoraException error = Assert.Throws<SoraException>(
            () => client.Callbacks.Start(new CallbackOptions { Prefix = prefix, PublicUri = address }));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.NotNull(error.RecommendedAction);
        Assert.Null(client.Callbacks.Receiver);
    }

    [Fact]
    public void One_receiver_listens_and_says_where()
    {
        CallbackOptions again = new() { Prefix = Prefix };
        using SoraClient other = new(_clock);
        Assert.Throws<SoraException>(() => other.Callbacks.Start(again));
        Assert.Equal(Prefix, Receiver.Address.Prefix);
    }
}
