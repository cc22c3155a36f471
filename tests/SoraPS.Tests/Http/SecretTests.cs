using SoraPS.Core.Json;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Http.MarkedKey;

namespace SoraPS.Tests.Http;

/// <summary>A key is in no message, event or file, even where a gateway repeats it.</summary>
public sealed class SecretTests
{
    private static readonly Verbosity s_everything = new(Lines: true, Bodies: true);

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: @. Get one.","code":"@"}}""")]
    [InlineData(400, """{"error":{"message":"Bad header 'Bearer @'","type":"@"}}""")]
    [InlineData(500, "Bearer @ broke the server")]
    [InlineData(200, "This is no JSON: @")]
    [InlineData(200, "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 no JSON @")]
    [InlineData(200, """{"id":null,"note":"@"}""")]
    [InlineData(200, """{"error":{"message":"escaped sk-test-Qv7Zkw\/abc\u002bdef"}}""")]
    [InlineData(401, """{"error":{"message":"in an address: sk-test-Qv7Zkw%2Fabc%2bdef"}}""")]
    [InlineData(502, "<p>in HTML: sk-test-Qv7Zkw&#x2F;abc&#43;def</p>")]
    public async Task A_refusal_that_repeats_the_key_does_not_show_it(int status, string body)
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (status, body.Replace("@", Key, StringComparison.Ordinal)));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Single(result.Errors);
        AssertHidden(pipeline, result);
        Assert.Equal($"Bearer {Key}", server.Requests.First().Header("Authorization"));
    }

    [Fact]
    public async Task A_request_id_that_repeats_the_key_does_not_show_it()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = new(request => request.SendAsync(
            401, "application/json", """{"error":{"message":"no"}}"""u8.ToArray(), $"x-request-id: {Key}"));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Equal("***", result.Error(SoraErrorKind.AuthenticationFailed).GatewayRequestId);
        AssertHidden(pipeline, result);
    }

    [Theory]
    [InlineData("@")]
    [InlineData("""sk-test-Qv7Zkw\/abc\u002bdef""")]
    public async Task A_failed_task_that_repeats_the_key_does_not_show_it(string key)
    {
        await using TestPipeline pipeline = new();
        string told = key.Replace("@", Key, StringComparison.Ordinal);
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"v1","status":"queued"}"""
            : $$$"""{"id":"v1","status":"failed","error":{"code":"{{{told}}}","message":"Refused for {{{told}}}"}}"""));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Single(result.Ended);
        Assert.Single(result.Errors);
        AssertHidden(pipeline, result);
    }

    [Fact]
    public async Task A_whole_line_with_everything_told_shows_no_key()
    {
        await using TestPipeline pipeline = new(new()
        {
            GenerationTime = TimeSpan.FromMilliseconds(100),
            ApiKey = Key,
            Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }],
        });
        PipelineResult result = await pipeline.RunAsync(
            "LinkModel", TestPipeline.Rows(3).ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(3, result.AssertNoErrors().Videos.Count);
        Assert.Contains(result.VerboseMessage, text => text.Contains("POST ", StringComparison.Ordinal));
        Assert.Contains(result.VerboseMessage, text => text.Contains("paper boat", StringComparison.Ordinal));
        AssertHidden(pipeline, result);
    }

    [Fact]
    public async Task An_id_that_holds_the_key_is_asked_by_as_it_is()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"video_123abc","object":"video","status":"queued"}"""
            : """{"id":"video_123abc","object":"video","status":"failed","error":{"message":"no"}}"""));
        pipeline.Connect("OpenAI", server.Uri, "video");
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0));
        Assert.Equal("video_123abc", Assert.Single(result.Ended).Id);
        Assert.Contains(server.Requests, request => request.RequestLine.StartsWith("GET /videos/video_123abc ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_that_repeats_the_key_does_not_show_it()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = new(request => request.RequestLine.Contains($"/{Key}/", StringComparison.Ordinal)
            ? request.BeginAsync(302, $"Location: ftp://files.example/{Key}/v.mp4")
            : request.RequestLine.Contains("/content", StringComparison.Ordinal)
                ? request.BeginAsync(302, $"Location: /{Key}/v.mp4")
                : request.SendAsync(200, "application/json", """{"id":"v1","status":"completed"}"""u8.ToArray()));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Contains("ftp://files.example/***/v.mp4", result.Error(SoraErrorKind.DownloadFailed).Message, StringComparison.Ordinal);
        Assert.Contains(result.VerboseMessage, told => told.Contains("/***/v.mp4 302", StringComparison.Ordinal));
        AssertHidden(pipeline, result);
    }

    [Fact]
    public async Task A_failure_that_quotes_the_servers_bytes_is_no_cause()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        int count = 0;
        await using RawServer server = new(request => Interlocked.Increment(ref count) % 2 == 1
            ? request.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"Bearer {Key}\r\n\r\n"))
            : request.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Key}\r\n")));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult[] results =
            [await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0)), await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(1))];
        Assert.All(results, result => Assert.DoesNotContain(
            Mark, result.Error(SoraErrorKind.SubmissionUnknown).ToString(), StringComparison.OrdinalIgnoreCase));
        AssertHidden(pipeline, results[0]);
        AssertHidden(pipeline, results[1]);
    }

    private static void AssertHidden(TestPipeline pipeline, PipelineResult result)
    {
        IEnumerable<string> shown =
        [
            .. result.VerboseMessage,
            .. result.Warnings,
            .. result.Errors.Select(one => (one.Error, Sora: one.Error as SoraException, one.Target))
                .Select(one => $"{one.Error} {one.Sora?.RecommendedAction} {one.Sora?.GatewayCode} {one.Target}"),
            .. result.Errors.Select(one => $"{(one.Target as SoraTask)?.Error}"),
            .. result.Submitted.Concat(result.Ended).Select(task => System.Text.Json.JsonSerializer.Serialize(task)),
            .. pipeline.Folder.Files.Where(name => name.EndsWith(".json", StringComparison.Ordinal))
                .Select(name => File.ReadAllText(pipeline.Folder.File(name))),
        ];
        Assert.All(shown, text => Assert.DoesNotContain(Mark, text, StringComparison.OrdinalIgnoreCase));
    }
}
