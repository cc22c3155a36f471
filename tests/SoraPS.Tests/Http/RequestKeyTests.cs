using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>The key is read once for a request, however often that is sent.</summary>
public sealed class RequestKeyTests
{
    private static readonly SoraTask s_task = new() { RequestId = "r", Provider = "OpenAI", Id = "video_1", State = SoraTaskState.Queued };

    [Fact]
    public async Task A_create_request_reads_it_once()
    {
        await using RawServer server = RawServer.OfJson((number, _) => number < 3
            ? (429, """{"error":{"message":"later"}}""")
            : (200, """{"id":"video_1","status":"queued"}"""));
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        CountedSecret secret = Connect(pipeline, server);
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0) with { Batch = "spring" });
        Assert.Single(result.AssertNoErrors().Submitted);
        AssertReadOnce(secret, server, requests: 4);
    }

    [Fact]
    public async Task A_poll_reads_it_once()
    {
        await using RawServer server = RawServer.OfJson((number, _) => number < 2
            ? (500, """{"error":{"message":"key-1 broke it"}}""")
            : (200, """{"id":"video_1","status":"queued"}"""));
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        CountedSecret secret = Connect(pipeline, server);
        Gateway gateway = pipeline.Client.GatewayOf("OpenAI");
        await gateway.StatusAsync(s_task, null, CancellationToken.None);
        AssertReadOnce(secret, server, requests: 3);
        Assert.Equal("*** and ***", gateway.Errors.Scrub("secret-key-1 and Secret-Key-1"));
    }

    [Fact]
    public async Task A_file_behind_a_public_link_needs_none_and_those_that_were_sent_stay_hidden()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, "{}"));
        CountedSecret secret = Connect(pipeline, server);
        Gateway gateway = pipeline.Client.GatewayOf("OpenAI");
        gateway.ReadKey();
        secret.IsLocked = true;
        RequestKey key = gateway.KeyForFile(isSent: false);
        Assert.Null(key.Key);
        Assert.Equal("***", key.Secrets.Without("secret-key-1"));
    }

    private static void AssertReadOnce(CountedSecret secret, RawServer server, int requests)
    {
        Assert.Equal(1, secret.Reads);
        Assert.Equal(requests, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Bearer secret-key-1", request.Header("Authorization")));
    }

    private static CountedSecret Connect(TestPipeline pipeline, RawServer server)
    {
        CountedSecret secret = new();
        pipeline.Client.Connections.Set(pipeline.Connect("OpenAI", server.Uri, "unused") with
        {
            SessionKey = null,
            KeyVariable = "SORAPS_TESTS_NO_SUCH_KEY",
            Secret = secret,
        });
        return secret;
    }

    /// <summary>A vault whose secret is another one each time.</summary>
    private sealed class CountedSecret : ISecretSource
    {
        public int Reads { get; private set; }

        public string Name => "counted";

        public string? Vault => null;

        public bool IsLocked { get; set; }

        public ApiKey Read() => IsLocked
            ? throw new SoraException(SoraErrorKind.ApiKeyMissing, "The vault is locked.")
            : new ApiKey($"secret-key-{++Reads}");
    }
}
