using System.Globalization;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>When a create request is sent again.</summary>
public sealed class CreateRetryTests : CreateFixture
{
    [Theory]
    [InlineData("LinkModel", RetryAfterForm.Seconds)]
    [InlineData("LinkModel", RetryAfterForm.HttpDate)]
    [InlineData("LinkModel", RetryAfterForm.Milliseconds)]
    [InlineData("Odkkk", RetryAfterForm.Sentence)]
    [InlineData("OpenAI", RetryAfterForm.Seconds)]
    [InlineData("UniAll", RetryAfterForm.Seconds)]
    [InlineData("Apixo", RetryAfterForm.Seconds)]
    [InlineData("AimlApi", RetryAfterForm.Seconds)]
    public async Task A_429_is_repeated_after_the_wait_that_it_asks_for(string provider, RetryAfterForm form)
    {
        await using TestPipeline pipeline = With(new()
        {
            Kind = EmulatorFaultKind.RateLimited,
            On = EmulatorOperation.Create,
            Count = 1,
            RetryAfter = TimeSpan.FromSeconds(10),
            RetryAfterForm = form,
        });
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(pipeline.SubmitAsync(provider, TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.Equal((2, 1), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
        Assert.InRange((pipeline.Emulator.Tasks[0].MadeAt - start).TotalSeconds, 9.9, 60);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(499, true)]
    [InlineData(500, false)]
    public void A_rate_limit_is_a_refusal_below_500_only(int status, bool isRefusal) => Assert.Equal(
        isRefusal,
        Resilience.WasRejectedForNow(
            new Attempt(new GatewayAnswer { Status = status }, new GatewayError(SoraErrorKind.RateLimited, "Later"))));

    [Fact]
    public async Task A_503_with_a_wait_is_repeated_after_it()
    {
        await using TestPipeline pipeline = With(new()
        {
            Kind = EmulatorFaultKind.ErrorBefore,
            Status = 503,
            Count = 1,
            RetryAfter = TimeSpan.FromSeconds(20),
        });
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.Equal((2, 1), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
        Assert.InRange((pipeline.Emulator.Tasks[0].MadeAt - start).TotalSeconds, 20, 90);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task A_gateway_that_asks_for_no_wait_is_asked_once_a_second_in_the_end(string retryAfter)
    {
        int count = 0;
        await using RawServer server = new(request => Interlocked.Increment(ref count) <= 8
            ? request.SendAsync(429, "application/json", "{}"u8.ToArray(), $"Retry-After: {retryAfter}")
            : request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray()));
        await using TestPipeline pipeline = With();
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await _clock.DriveAsync(
            pipeline.SubmitAsync(new SubmitOptions { Provider = "OpenAI", Detail = new(Lines: true, Bodies: false) }, TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        string[] waits = [.. result.VerboseMessage
            .Where(text => text.Contains("trying again in", StringComparison.Ordinal))
            .Select(text => text.Split(' ')[^2])];
        Assert.Equal(8, waits.Length);
        Assert.All(waits[^3..], wait => Assert.InRange(double.Parse(wait, CultureInfo.InvariantCulture), 1, 2));
    }

    [Fact]
    public async Task A_429_that_never_ends_is_given_up_after_half_an_hour()
    {
        await using TestPipeline pipeline = With(new()
        {
            Kind = EmulatorFaultKind.RateLimited,
            On = EmulatorOperation.Create,
            RetryAfter = TimeSpan.FromMinutes(12),
        });
        PipelineResult result = new();
        await using SubmitStage submit = pipeline.Client.Submit(new() { Provider = "LinkModel", Detail = new(Lines: true, Bodies: false) });
        Task<bool> ended = ListenAsync();
        submit.TryPost(TestPipeline.Row(0));
        submit.Complete();
        for (int waits = 1; waits <= 2; waits++)
        {
            // The time of the attempt is over when the wait is told, so the timer that is set next is that of the wait, with a tenth
            // more at most. Less than the three minutes of the next attempt passes beyond it.
            await Eventually.TrueAsync(() => result.Waits == waits && _clock.PendingTimers > 0, $"wait {waits}");
            _clock.Advance(TimeSpan.FromMinutes(13.3));
        }

        // Nothing more is waited for: time that passed now would end the last attempt.
        await ended.WaitAsync(TestPipeline.Timeout);
        result.Error(SoraErrorKind.RateLimited);
        Assert.Equal((3, 0), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));

        async Task<bool> ListenAsync()
        {
            await submit.DrainAsync(e => result.Note(e, result.Submitted.Add), CancellationToken.None);
            return true;
        }
    }

    [Fact]
    public async Task A_wait_that_would_end_after_half_an_hour_is_not_begun()
    {
        await using RawServer server = new(
            request => request.SendAsync(429, "application/json", "{}"u8.ToArray(), "Retry-After: 1800"));
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.RateLimited);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_gateway_that_comes_up_in_time_gets_the_row_once()
    {
        await using TestPipeline pipeline = With();
        int port = RawServer.FreePort();
        pipeline.Connect("OpenAI", new Uri($"http://127.0.0.1:{port}"), "some-key");
        Task<PipelineResult> submit = pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        await Eventually.TrueAsync(() => _clock.PendingTimers > 0, "the wait for another try");
        await using RawServer server = new(
            request => request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray()), port);
        Assert.Equal("video_1", Assert.Single((await _clock.DriveAsync(submit)).AssertNoErrors().Submitted).Id);
        Assert.Single(server.Requests);
    }
}
