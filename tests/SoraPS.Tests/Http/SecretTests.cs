using SoraPS.Core.Connections;
using SoraPS.Core.Json;
using SoraPS.Core.Stages;
using SoraPS.Core.Text;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A key is in no message, event or file, even where a gateway repeats it.</summary>
public sealed class SecretTests
{
    // What tells it is no number and no hash by chance.
    private const string Mark = "Qv7Zkw";
    private const string Key = $"sk-test-{Mark}/abc+def";
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
        await using TestPipeline line = new();
        await using RawServer server = RawServer.OfJson((_, _) => (status, body.Replace("@", Key, StringComparison.Ordinal)));
        line.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await line.RunAsync("OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Single(result.Errors);
        AssertHidden(line, result);
        Assert.Equal($"Bearer {Key}", server.Requests.First().Header("Authorization"));
    }

    [Fact]
    public async Task A_request_id_that_repeats_the_key_does_not_show_it()
    {
        await using TestPipeline line = new();
        await using RawServer server = new(request => request.SendAsync(
            401, "application/json", """{"error":{"message":"no"}}"""u8.ToArray(), $"x-request-id: {Key}"));
        line.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await line.RunAsync("OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Equal("***", result.Error(SoraErrorKind.AuthenticationFailed).GatewayRequestId);
        AssertHidden(line, result);
    }

    [Theory]
    [InlineData("@")]
    [InlineData("""sk-test-Qv7Zkw\/abc\u002bdef""")]
    public async Task A_failed_task_that_repeats_the_key_does_not_show_it(string key)
    {
        await using TestPipeline line = new();
        string told = key.Replace("@", Key, StringComparison.Ordinal);
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"v1","status":"queued"}"""
            : $$$"""{"id":"v1","status":"failed","error":{"code":"{{{told}}}","message":"Refused for {{{told}}}"}}"""));
        line.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await line.RunAsync("OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Single(result.Ended);
        Assert.Single(result.Errors);
        AssertHidden(line, result);
    }

    [Fact]
    public async Task A_whole_line_with_everything_told_shows_no_key()
    {
        await using TestPipeline line = new(new()
        {
            GenerationTime = TimeSpan.FromMilliseconds(100),
            ApiKey = Key,
            Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }],
        });
        PipelineResult result = await line.RunAsync("LinkModel", TestPipeline.Rows(3).ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(3, result.AssertNoErrors().Videos.Count);
        Assert.Contains(result.VerboseMessage, text => text.Contains("POST ", StringComparison.Ordinal));
        Assert.Contains(result.VerboseMessage, text => text.Contains("paper boat", StringComparison.Ordinal));
        AssertHidden(line, result);
    }

    [Fact]
    public void A_key_of_any_characters_is_taken_out_in_every_spelling()
    {
        string key = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(number => (char)number));
        string[] spellings =
        [
            key,
            System.Text.Json.JsonSerializer.Serialize(key).Trim('"'),
            string.Concat(key.Select(c => $"\\u{(int)c:X4}")),
            Uri.EscapeDataString(key),
            string.Concat(key.Select(c => $"%{(int)c:x2}")),
            System.Net.WebUtility.HtmlEncode(key),
            string.Concat(key.Select(c => $"&#{(int)c};")),
            string.Concat(key.Select(c => $"&#x{(int)c:X2};")),
        ];
        Assert.All(spellings, spelling =>
        {
            string text = $"<{spelling}> \\ % &";
            Assert.Equal("<***> \\ % &", Secrets.Of(key).Without(text));
        });
    }

    [Theory]
    [InlineData("SK-TEST-QV7ZKW/ABC+DEF")]
    [InlineData("sk-test-Qv7Zkw")]
    [InlineData("7Zkw/abc")]
    [InlineData("sk-test-Qv7Zkw\\u0026#47;abc\\u0026#43;def")]
    [InlineData("sk-test-Qv7Zkw\\\\\\/abc\\\\u002bdef")]
    [InlineData("sk-test-Qv7Zkw%252Fabc%252Bdef")]
    [InlineData("sk-test-Qv7Zkw&amp;#x2f;abc&plus;def", "***&plus;def")]
    [InlineData("736b2d746573742d5176375a6b772f6162632b646566")]
    [InlineData("736B2D746573742D5176375A6B772F6162632B646566")]
    [InlineData("c2stdGVzdC1Rdjdaa3cvYWJjK2RlZg==", "***g==")]
    [InlineData("dXNlcjpzay10ZXN0LVF2N1prdy9hYmMrZGVm", "dXNlcjp***")]
    [InlineData("Ym9iOnNrLXRlc3QtUXY3Wmt3L2FiYytkZWY", "Ym9iOn***Y")]
    public void Parts_and_spellings_of_a_key_are_taken_out(string told, string shown = "***") =>
        Assert.Equal($"The key <{shown}> is bad: 5 % \\ &.", Secrets.Of(Key).Without($"The key <{told}> is bad: 5 % \\ &."));

    [Theory]
    [InlineData("video", """{"id":"video_123abc","object":"video"}""", """{"id":"video_123abc","object":"***"}""")]
    [InlineData("video", "Two videos, my-video", "Two videos, my-video")]
    [InlineData("video", "Bearer VIDEO, v\\u0069deo", "Bearer ***, ***")]
    [InlineData("key", "no key", "no key")]
    [InlineData("video-generation", "the video gene", "the video gene")]
    public void A_short_key_is_taken_out_where_it_stands_alone(string key, string told, string shown) =>
        Assert.Equal(shown, Secrets.Of(key).Without(told));

    [Fact]
    public async Task An_id_that_holds_the_key_is_asked_by_as_it_is()
    {
        await using TestPipeline line = new();
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"video_123abc","object":"video","status":"queued"}"""
            : """{"id":"video_123abc","object":"video","status":"failed","error":{"message":"no"}}"""));
        line.Connect("OpenAI", server.Uri, "video");
        PipelineResult result = await line.RunAsync("OpenAI", TestPipeline.Row(0));
        Assert.Equal("video_123abc", Assert.Single(result.Ended).Id);
        Assert.Contains(server.Requests, request => request.RequestLine.StartsWith("GET /videos/video_123abc ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_made_to_look_like_the_key_takes_no_time()
    {
        string key = string.Concat(Enumerable.Range(0, 40).Select(number => (char)('A' + (number % 26))));
        string[] texts =
        [
            $@"{key[..39]}\",
            string.Concat(Enumerable.Repeat(key[..39], 50_000)) + '&',
            string.Concat(Enumerable.Repeat("%25", 500_000)),
            string.Concat(Enumerable.Repeat("&amp;", 500_000)),
            new string('\\', 2_000_000),
            new string(';', 2_000_000),
            $"{new string('&', 1_000_000)}{new string(';', 1_000_000)}",
        ];
        foreach (string text in texts)
        {
            await Task.Run(() => Secrets.Of(key).Without(text)).WaitAsync(TestPipeline.Timeout);
        }
    }

    [Fact]
    public async Task A_redirect_that_repeats_the_key_does_not_show_it()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        await using RawServer server = new(request => request.RequestLine.Contains($"/{Key}/", StringComparison.Ordinal)
            ? request.BeginAsync(302, $"Location: ftp://files.example/{Key}/v.mp4")
            : request.RequestLine.Contains("/content", StringComparison.Ordinal)
                ? request.BeginAsync(302, $"Location: /{Key}/v.mp4")
                : request.SendAsync(200, "application/json", """{"id":"v1","status":"completed"}"""u8.ToArray()));
        line.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await line.RunAsync("OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Contains("ftp://files.example/***/v.mp4", result.Error(SoraErrorKind.DownloadFailed).Message, StringComparison.Ordinal);
        Assert.Contains(result.VerboseMessage, told => told.Contains("/***/v.mp4 302", StringComparison.Ordinal));
        AssertHidden(line, result);
    }

    [Fact]
    public async Task A_failure_that_quotes_the_servers_bytes_is_no_cause()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        int count = 0;
        await using RawServer server = new(request => Interlocked.Increment(ref count) % 2 == 1
            ? request.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"Bearer {Key}\r\n\r\n"))
            : request.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Key}\r\n")));
        line.Connect("OpenAI", server.Uri, Key);
        PipelineResult[] results = [await line.SubmitAsync("OpenAI", TestPipeline.Row(0)), await line.SubmitAsync("OpenAI", TestPipeline.Row(1))];
        Assert.All(results, result => Assert.DoesNotContain(
            Mark, result.Error(SoraErrorKind.SubmissionUnknown).ToString(), StringComparison.OrdinalIgnoreCase));
        AssertHidden(line, results[0]);
        AssertHidden(line, results[1]);
    }

    [Fact]
    public void A_key_prints_as_stars()
    {
        ApiKey key = new($"  {Key}\r\n");
        Connection connection = new ConnectionRegistry().Find("OpenAI")! with { SessionKey = key };
        Assert.Equal("***", $"{key}");
        Assert.DoesNotContain(Mark, connection.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, connection.ToProvider(isDefault: true).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void What_no_header_can_carry_is_no_key(string text)
    {
        SoraException error = Assert.Throws<SoraException>(() => new ApiKey(text));
        Assert.Equal(SoraErrorKind.ApiKeyMissing, error.Kind);
        Assert.True(text.Trim().Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    private static void AssertHidden(TestPipeline line, PipelineResult result)
    {
        IEnumerable<string> shown =
        [
            .. result.VerboseMessage,
            .. result.Warnings,
            .. result.Errors.Select(one => $"{one.Error} {(one.Error as SoraException)?.RecommendedAction} {(one.Error as SoraException)?.GatewayCode} {one.Target}"),
            .. result.Errors.Select(one => $"{(one.Target as SoraTask)?.Error}"),
            .. result.Submitted.Concat(result.Ended).Select(task => System.Text.Json.JsonSerializer.Serialize(task)),
            .. line.Folder.Files.Where(name => name.EndsWith(".json", StringComparison.Ordinal)).Select(name => File.ReadAllText(line.Folder.File(name))),
        ];
        Assert.All(shown, text => Assert.DoesNotContain(Mark, text, StringComparison.OrdinalIgnoreCase));
    }
}
