using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Stages;
using SoraPS.Core.Text;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>What a gateway says reaches screen and ledger short, without control characters and without signatures of links.</summary>
public sealed class ForeignTextTests
{
    private const string Key = "key-of-tests";
    private static readonly Verbosity s_everything = new(Lines: true, Bodies: true);

    [Fact]
    public async Task Nothing_that_a_gateway_says_steers_the_terminal()
    {
        const string Evil = @"\u001b]0;owned\u0007\u009b31m\u202e\r\n";
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((index, _) => index switch
        {
            0 => (200, $$$"""{"id":"v1","status":"queued{{{Evil}}}","model":"m{{{Evil}}}","size":"{{{Evil}}}"}"""),
            1 => (200, $$$"""{"id":"v1","status":"odd{{{Evil}}}"}"""),
            2 => (200, $$$"""{"id":"v1","status":"failed","error":{"code":"c{{{Evil}}}","message":"m{{{Evil}}}"}}"""),
            _ => (400, $$$"""{"error":{"message":"m{{{Evil}}}","code":"c{{{Evil}}}"},"request_id":"r{{{Evil}}}"}"""),
        });
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), s_everything).WaitAsync(TestPipeline.Timeout);
        PipelineResult refused = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(1));
        SoraTask ended = Assert.Single(result.Ended);
        SoraException error = refused.Error(SoraErrorKind.InvalidRequest);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        string?[] shown =
        [
            .. result.VerboseMessage, .. result.Warnings, .. result.Errors.Select(one => one.Error.ToString()),
            ended.RawState, ended.Resolution, ended.Model, ended.Error?.Code, ended.Error?.Message,
            error.ToString(), error.GatewayCode, error.GatewayRequestId,
            .. (await ledger.HistoryAsync(ended.RequestId)).Select(one => one.Happened), await ledger.FindAnswerAsync(ended.RequestId),
        ];
        Assert.All(shown, text => Assert.DoesNotContain(text ?? "", c => (char.IsControl(c) && c is not ('\r' or '\n')) || c == '\u202e'));
        Assert.Contains("owned", error.GatewayRequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_gateway_has_beyond_our_properties_is_text_that_can_be_shown_numbers_and_bools()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (200, $$$"""
            {"code":0,"data":{"task_id":"t1","status":"processing","order_id":"o\u001b[2J {{{Key}}} https://h/a?sig=1\n2",
             "metadata":{"a":1}},"msg":"success"}
            """));
        pipeline.Connect("LinkModel", server.Uri, Key);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).Submitted);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        Assert.Equal("o\ufffd[2J *** https://h/a?... 2", Assert.Single(task.GatewayData!, field => field.Key == "order_id").Value);
        Assert.Single(task.GatewayData!);
        Assert.Equal(task.GatewayData, (await ledger.FindRequestAsync(task.RequestId))?.GatewayData);
    }

    [Fact]
    public async Task Models_of_a_list_do_not_steer_the_terminal()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"data":[{"id":"sora\u001b[2J"}]}"""));
        pipeline.Connect("OpenAI", server.Uri, Key);
        SoraModel model = Assert.Single(await pipeline.Client.GatewayOf("OpenAI").ListModelsAsync(null, CancellationToken.None));
        Assert.Equal("sora\ufffd[2J", model.Model);
    }

    [Fact]
    public async Task A_header_that_steers_the_terminal_does_not_reach_it()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = new(request => request.SendAsync(
            400, "application/json", """{"error":{"message":"no"}}"""u8.ToArray(), "x-request-id: r\u009b31m"));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        Assert.Equal("r\ufffd31m", result.Error(SoraErrorKind.InvalidRequest).GatewayRequestId);
    }

    [Fact]
    public async Task An_id_that_cannot_be_shown_is_none_and_the_row_is_unknown()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"v\u001b[2J","status":"queued"}"""));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        Assert.DoesNotContain('\u001b', result.Error(SoraErrorKind.SubmissionUnknown).Message);
    }

    [Fact]
    public async Task A_long_message_is_cut_where_it_is_told_and_written_down()
    {
        await using TestPipeline pipeline = new();
        string words = string.Concat(Enumerable.Repeat("word ", 10_000));
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"v1","status":"queued"}"""
            : $$$"""{"id":"v1","status":"failed","error":{"code":"{{{words}}}","message":"{{{words}}}"}}"""));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0));
        SoraTaskError? error = Assert.Single(result.Ended).Error;
        Assert.InRange(error!.Message.Length, ForeignText.Sentence - 10, ForeignText.Sentence + 1);
        Assert.InRange(error.Code!.Length, ForeignText.Word - 10, ForeignText.Word + 1);
    }

    [Fact]
    public async Task Debug_shows_no_query_of_a_link()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0
            ? """{"id":"v1","status":"queued","poll":"https:\/\/cdn.example\/poll\u003fsig=signature"}"""
            : """{"id":"v1","status":"failed","error":{"message":"no https://cdn.example/v.mp4?sig=signature here"}}"""));
        pipeline.Connect("OpenAI", server.Uri, Key);
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI",
            new[] { TestPipeline.Row(0) with { Image = new() { Uri = new Uri("https://cdn.example/a.png?sig=signature") } } }
                .ToAsyncEnumerable(),
            s_everything).WaitAsync(TestPipeline.Timeout);
        Assert.Contains(result.VerboseMessage, told => told.Contains(@"cdn.example\/poll", StringComparison.Ordinal));
        Assert.Contains(result.VerboseMessage, told => told.Contains("cdn.example/a.png", StringComparison.Ordinal));
        Assert.All(
            result.VerboseMessage.Concat(result.Errors.Select(one => one.Error.ToString())),
            text => Assert.DoesNotContain("signature", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"r":"{\"urls\":[\"https://h/a.mp4?s=x\"]}"}""", """{"r":"{\"urls\":[\"https://h/a.mp4?...\"]}"}""")]
    [InlineData("""{"r":"{\"urls\":[\"https:\\\/\\\/h\\\/a.mp4?s=x\"]}"}""", """{"r":"{\"urls\":[\"https:\\\/\\\/h\\\/a.mp4?...\"]}"}""")]
    [InlineData("HTTPS://h/a?b http://h/c#d", "HTTPS://h/a?... http://h/c?...")]
    [InlineData("http: no link? https:/h?a http", "http: no link? https:/h?a http")]
    [InlineData("https://h/a", "https://h/a")]
    [InlineData("https://http://h/a?b", "https://http://h/a?...")]
    public void Queries_of_links_are_cut(string text, string kept) => Assert.Equal(kept, StoredText.WithoutQueries(text));

    [Fact]
    public async Task Text_made_of_beginnings_of_links_and_quotes_takes_no_time()
    {
        string[] parts = ["http://", @"http:\/\/", "http:", @"https:\\\\", "\"a\" : ", "\"", "\" ", @"\"];
        foreach (string text in parts.Select(part => string.Concat(Enumerable.Repeat(part, 500_000))))
        {
            await Task.Run(() => DebugText.Of(ForeignText.Clean(text, Secrets.Of(Key)))).WaitAsync(TestPipeline.Timeout);
        }
    }

    [Theory]
    [InlineData("video_1", "'video_1'")]
    [InlineData("a'; rm -r / #", "'a''; rm -r / #'")]
    [InlineData("a\u2019; b", "'a\u2019\u2019; b'")]
    public void An_id_in_a_command_to_copy_is_one_word(string id, string quoted) => Assert.Equal(quoted, ForeignText.Quoted(id));

    [Theory]
    [InlineData(
        """{"prompt" : "@","x":"@"}""",
        """{"prompt" : "0123456789012345678901234567890123456789012345678901234567… (90 characters)","x":"@"}""")]
    [InlineData("""{"prompt":"@""", """{"prompt":"0123456789012345678901234567890123456789012345678901234567… (90 characters)"}""")]
    public void Prompts_are_cut(string body, string shown)
    {
        string value = string.Concat(Enumerable.Repeat("0123456789", 9));
        Assert.Equal(
            shown.Replace("@", value, StringComparison.Ordinal).Replace("4567…", "456789…", StringComparison.Ordinal).TrimEnd('}'),
            DebugText.Of(body.Replace("@", value, StringComparison.Ordinal)).TrimEnd('}'));
    }
}
