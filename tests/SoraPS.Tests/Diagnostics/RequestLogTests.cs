using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Diagnostics;

/// <summary>What -Verbose and -Debug show.</summary>
public sealed class RequestLogTests
{
    [Fact]
    public async Task A_line_tells_method_place_status_time_attempt_and_request_id()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done with
        {
            Faults = [new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Status, Count = 1 }],
        });
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), new Verbosity(Lines: true, Bodies: false));
        Assert.Contains(result.VerboseMessage, told => System.Text.RegularExpressions.Regex.IsMatch(
            told, @"^Row row-000: POST 127\.0\.0\.1:\d+/openai/v1/videos 200 \d+ ms, request id \S+$"));
        Assert.Contains(result.VerboseMessage, told => System.Text.RegularExpressions.Regex.IsMatch(
            told, @"^Row row-000: GET \S+/videos/video_\w+ 200 \d+ ms, attempt 2, request id \S+$"));
        Assert.Contains(result.VerboseMessage, told =>
            told.StartsWith("Row row-000: GET ", StringComparison.Ordinal) && told.Contains("/content 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wait_before_another_try_is_told_before_it_begins()
    {
        ManualTimeProvider clock = new();
        await using TestPipeline pipeline = new(new()
        {
            TimeProvider = clock,
            Faults =
            [
                new()
                {
                    Kind = EmulatorFaultKind.RateLimited,
                    On = EmulatorOperation.Create,
                    Count = 1,
                    RetryAfter = TimeSpan.FromMinutes(10),
                },
            ],
        }, clock);
        PipelineResult result = new();
        await using SubmitStage submit = pipeline.Client.Submit(
            new SubmitOptions { Provider = "OpenAI", Detail = new(Lines: true, Bodies: false) });
        Task<bool> run = RunAsync();
        await Eventually.TrueAsync(() => result.VerboseMessage.Count >= 2, "the line about the wait");
        Assert.Matches(@"^Row row-000: POST \S+/videos 429 ", result.VerboseMessage[0]);
        Assert.Matches(@"^Row row-000: POST \S+/videos: trying again in 6\d\d\.\d s$", result.VerboseMessage[1]);
        Assert.True(await clock.DriveAsync(run, stepMilliseconds: 5000));

        async Task<bool> RunAsync()
        {
            await Task.WhenAll(
                submit.FeedAsync(new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), CancellationToken.None),
                submit.DrainAsync(told => result.Note(told, result.Submitted.Add), CancellationToken.None));
            return result.Submitted.Count == 1;
        }
    }

    [Theory]
    [InlineData("""{"id":"v1","status":"queued","x":1,"x":2}""")]
    [InlineData("""{"id":"v1","status":"queued","x":"\ud800"}""")]
    public async Task No_answer_is_lost_for_being_shown(string answer)
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((index, _) => (200, index == 0 ? answer : """{"id":"v1","status":"failed"}"""));
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) }.ToAsyncEnumerable(), new Verbosity(Lines: true, Bodies: true))
            .WaitAsync(TestPipeline.Timeout);
        Assert.Equal("v1", Assert.Single(result.Submitted).Id);
        Assert.Contains($"< {answer}", result.VerboseMessage);
    }

    [Fact]
    public async Task Bodies_are_shown_with_prompts_cut()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        string prompt = string.Join(' ', Enumerable.Repeat("long", 50)) + " THE-END";
        PipelineResult result = await pipeline.RunAsync(
            "OpenAI", new[] { TestPipeline.Row(0) with { Prompt = prompt } }.ToAsyncEnumerable(), new Verbosity(Lines: true, Bodies: true));
        Assert.Contains(result.VerboseMessage, told =>
            told.StartsWith("> {\"", StringComparison.Ordinal) && told.Contains("long long", StringComparison.Ordinal));
        Assert.DoesNotContain(result.VerboseMessage, told => told.Contains("THE-END", StringComparison.Ordinal));
    }
}
