using SoraPS.Core.Polling;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What a gateway's refusals and silence mean for a wait.</summary>
[Trait("Ledger", "Any")]
public sealed class WaitFailureTests : WaitFixture
{
    [Fact]
    public async Task A_404_just_after_creation_is_no_verdict()
    {
        await using TestPipeline pipeline = With(new() { Kind = EmulatorFaultKind.NotFound, Count = 3 });
        PipelineResult result = await WaitForAsync(pipeline, "OpenAI");
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
        Assert.Equal(3, pipeline.Emulator.Counters.FaultsByKind["NotFound"]);
    }

    [Fact]
    public async Task A_404_that_stays_is_one_after_a_minute()
    {
        SkippingClock clock = new();
        await using TestPipeline pipeline = new(TestPipeline.Done, clock);
        SoraTask task = Made("OpenAI", "video_none", pipeline) with { CreatedAt = clock.GetUtcNow() };
        (await pipeline.WaitAsync(new WaitOptions(), task)).Error(SoraErrorKind.TaskNotFound);
        Assert.InRange(clock.Passed, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task An_old_task_that_the_gateway_does_not_know_ends_the_wait_at_once()
    {
        await using TestPipeline pipeline = With();
        SoraTask old = Made("OpenAI", "video_none", pipeline) with { CreatedAt = _clock.GetUtcNow() - TimeSpan.FromHours(1) };
        (await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), old))).Error(SoraErrorKind.TaskNotFound);
        Assert.Equal(1, pipeline.Emulator.Counters.Polls);
    }

    [Fact]
    public async Task A_gateway_that_stays_silent_ends_the_wait_after_five_minutes_and_ten_looks()
    {
        SkippingClock clock = new();
        EmulatorFault fault = new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Status };
        await using TestPipeline pipeline = new(new() { TimeProvider = clock, Faults = [fault] }, clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        PipelineResult result = await pipeline.WaitAsync(new WaitOptions(), task);
        SoraException error = result.Error(SoraErrorKind.GatewayUnavailable);
        Assert.Equal(502, error.HttpStatus);
        Assert.Equal("row-000", Assert.IsType<SoraTask>(result.Errors[0].Target).Name);
        Assert.True(clock.Passed >= TimeSpan.FromMinutes(5), $"{clock.Passed}");
        Assert.True(pipeline.Emulator.Counters.Polls >= 10);
    }

    [Fact]
    public async Task A_wait_that_the_gateway_asks_for_is_kept_however_long()
    {
        SkippingClock clock = new();
        EmulatorFault fault = new()
        {
            Kind = EmulatorFaultKind.RateLimited,
            On = EmulatorOperation.Status,
            Count = 1,
            RetryAfter = TimeSpan.FromMinutes(10),
        };
        await using TestPipeline pipeline = new(new() { TimeProvider = clock, Faults = [fault] }, clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        PipelineResult result = await pipeline.WaitAsync(new WaitOptions(), task);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
        Assert.Equal(2, pipeline.Emulator.Counters.Polls);
        Assert.InRange(clock.Passed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task A_gateway_that_comes_back_after_four_minutes_loses_nothing()
    {
        await using TestPipeline pipeline = With(new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Status });
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        DateTimeOffset back = _clock.GetUtcNow() + TimeSpan.FromMinutes(4);
        Task<PipelineResult> wait = pipeline.WaitAsync(new WaitOptions(), task);
        using (ITimer comesBack = _clock.CreateTimer(
            _ => pipeline.Emulator.ClearFaults(), null, back - _clock.GetUtcNow(), Timeout.InfiniteTimeSpan))
        {
            Assert.Equal(SoraTaskState.Succeeded, Assert.Single((await _clock.DriveAsync(wait, LongStep)).AssertNoErrors().Ended).State);
        }

        Assert.True(_clock.GetUtcNow() >= back);
    }

    [Theory]
    [InlineData(401, SoraErrorKind.AuthenticationFailed)]
    [InlineData(402, SoraErrorKind.QuotaExceeded)]
    [InlineData(403, SoraErrorKind.PermissionDenied)]
    public async Task A_refused_account_ends_the_wait_at_once(int status, SoraErrorKind kind)
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((_, _) => (status, """{"error":{"message":"No"}}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SoraTask task = Made("OpenAI", "video_1", pipeline) with { Endpoint = server.Uri };
        (await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task))).Error(kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unknown_state_word_is_one_warning_and_counts_as_running()
    {
        await using TestPipeline pipeline = With(new() { Kind = EmulatorFaultKind.UnknownState, FirstOfEach = true });
        PipelineResult result = await WaitForAsync(pipeline, "LinkModel", TestPipeline.Rows(5));
        Assert.Equal(5, result.AssertNoErrors().Ended.Count);
        Assert.Contains("NOT_START", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_that_run_backwards_do_no_harm()
    {
        string[] states = ["generating", "queued", "generating", "queued", "completed"];
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((index, _) =>
            (200, $$$"""{"id":"v:1/x","status":"{{{states[index]}}}","video":{"url":"https://cdn.example/v.mp4"}}"""));
        pipeline.Connect("AimlApi", server.Uri, "some-key");
        SoraTask task = Made("AimlApi", "v:1/x", pipeline) with { Endpoint = server.Uri };
        PipelineResult result = await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task));
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
        Assert.Equal(states.Length, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Contains("generation_id=v%3A1%2Fx", request.RequestLine, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_hint_of_the_answer_tells_when_to_look_again()
    {
        await using TestPipeline pipeline = With();
        List<DateTimeOffset> looks = [];
        await using RawServer server = new(request =>
        {
            looks.Add(_clock.GetUtcNow());
            string state = looks.Count == 3 ? "completed" : "in_progress";
            return request.SendAsync(200, "application/json",
                System.Text.Encoding.UTF8.GetBytes($$"""{"id":"v1","status":"{{state}}"}"""), "openai-poll-after-ms: 7000");
        });
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SoraTask task = Made("OpenAI", "v1", pipeline) with { Endpoint = server.Uri };
        await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task));
        Assert.Equal(3, looks.Count);
        Assert.All(looks.Zip(looks.Skip(1), (a, b) => (b - a).TotalSeconds), gap => Assert.InRange(gap, 7, 30));
    }
}
