using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A key is in no message, event or file, even where a gateway repeats it.</summary>
public sealed class SecretTests
{
    private const string Key = "sk-test-4711/abc+def";
    private static readonly StageDetail s_everything = new(Lines: true, Bodies: true);

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: @. Get one.","code":"@"}}""")]
    [InlineData(400, """{"error":{"message":"Bad header 'Bearer @'","type":"@"}}""")]
    [InlineData(500, "Bearer @ broke the server")]
    [InlineData(200, "This is no JSON: @")]
    [InlineData(200, "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 no JSON @")]
    [InlineData(200, """{"id":null,"note":"@"}""")]
    [InlineData(200, """{"error":{"message":"escaped sk-test-4711\/abc\u002bdef"}}""")]
    [InlineData(401, """{"error":{"message":"in an address: sk-test-4711%2Fabc%2bdef"}}""")]
    [InlineData(502, "<p>in HTML: sk-test-4711&#x2F;abc&#43;def</p>")]
    public async Task A_refusal_that_repeats_the_key_does_not_show_it(int status, string body)
    {
        await using Line line = new();
        await using RawServer server = RawServer.OfJson((_, _) => (status, body.Replace("@", Key, StringComparison.Ordinal)));
        line.Connect("OpenAI", server.Uri, Key);
        LineResult result = await line.RunAsync("OpenAI", new[] { Line.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(Line.Patience);
        Assert.Single(result.Errors);
        AssertHidden(line, result);
        Assert.Equal($"Bearer {Key}", server.Requests.First().Header("Authorization"));
    }

    [Fact]
    public async Task A_request_id_that_repeats_the_key_does_not_show_it()
    {
        await using Line line = new();
        await using RawServer server = new(request => request.SendAsync(
            401, "application/json", """{"error":{"message":"no"}}"""u8.ToArray(), $"x-request-id: {Key}"));
        line.Connect("OpenAI", server.Uri, Key);
        LineResult result = await line.RunAsync("OpenAI", new[] { Line.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(Line.Patience);
        Assert.Equal("***", result.Error(SoraErrorKind.AuthenticationFailed).GatewayRequestId);
        AssertHidden(line, result);
    }

    [Theory]
    [InlineData("@")]
    [InlineData("""sk-test-4711\/abc\u002bdef""")]
    public async Task A_failed_task_that_repeats_the_key_does_not_show_it(string key)
    {
        await using Line line = new();
        string told = key.Replace("@", Key, StringComparison.Ordinal);
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"v1","status":"queued"}"""
            : $$$"""{"id":"v1","status":"failed","error":{"code":"{{{told}}}","message":"Refused for {{{told}}}"}}"""));
        line.Connect("OpenAI", server.Uri, Key);
        LineResult result = await line.RunAsync("OpenAI", new[] { Line.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(Line.Patience);
        Assert.Single(result.Ended);
        Assert.Single(result.Errors);
        AssertHidden(line, result);
    }

    [Fact]
    public async Task A_whole_line_with_everything_told_shows_no_key()
    {
        await using Line line = new(new()
        {
            GenerationTime = TimeSpan.FromMilliseconds(100),
            ApiKey = Key,
            Faults = [new() { Kind = EmulatorFaultKind.ExpiredLink, FirstOfEach = true }],
        });
        LineResult result = await line.RunAsync("LinkModel", Line.Rows(3).ToAsyncEnumerable(), s_everything).WaitAsync(Line.Patience);
        Assert.Equal(3, result.Clean().Videos.Count);
        Assert.Contains(result.Told, text => text.Contains("POST ", StringComparison.Ordinal));
        Assert.Contains(result.Told, text => text.Contains("paper boat", StringComparison.Ordinal));
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
            Assert.Equal("<***> \\ % &", Secrets.Without(text, key));
            Assert.True(Secrets.MayBeIn(System.Text.Encoding.UTF8.GetBytes(spelling), key));
        });
    }

    [Fact]
    public void A_key_prints_as_stars()
    {
        ApiKey key = new($"  {Key}\r\n");
        Connection connection = new ConnectionRegistry().Find("OpenAI")! with { SessionKey = key };
        Assert.Equal("***", $"{key}");
        Assert.DoesNotContain("4711", connection.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", connection.ToProvider(isDefault: true).ToString(), StringComparison.Ordinal);
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

    private static void AssertHidden(Line line, LineResult result)
    {
        IEnumerable<string> shown =
        [
            .. result.Told,
            .. result.Warnings,
            .. result.Errors.Select(one => $"{one.Error} {(one.Error as SoraException)?.RecommendedAction} {(one.Error as SoraException)?.GatewayCode} {one.Target}"),
            .. result.Errors.Select(one => $"{(one.Target as SoraTask)?.Error}"),
            .. result.Submitted.Concat(result.Ended).Select(task => System.Text.Json.JsonSerializer.Serialize(task)),
            .. line.Folder.Files.Where(name => name.EndsWith(".json", StringComparison.Ordinal)).Select(name => File.ReadAllText(line.Folder.File(name))),
        ];
        Assert.All(shown, text => Assert.DoesNotContain("4711", text, StringComparison.Ordinal));
    }
}
