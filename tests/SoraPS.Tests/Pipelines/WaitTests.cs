using SoraPS.Core.Polling;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>Which tasks a wait is for, and when it ends.</summary>
public sealed class WaitTests : WaitFixture
{
    [Fact]
    public async Task Any_ends_with_the_first_task_that_ends()
    {
        await using TestPipeline pipeline = new(new() { GenerationTime = TimeSpan.FromSeconds(1), TimeProvider = _clock }, _clock);
        PipelineResult submitted = await pipeline.SubmitAsync("LinkModel", TestPipeline.Rows(4));
        Task<PipelineResult> wait = pipeline.WaitAsync(
            new WaitOptions { Any = true }, [.. submitted.Submitted, Made("LinkModel", "never", pipeline)]);
        Assert.Single((await _clock.DriveAsync(wait)).AssertNoErrors().Ended);
    }

    [Fact]
    public async Task Any_passes_one_of_several_that_have_ended_already()
    {
        await using TestPipeline pipeline = With();
        SoraTask done = Made("LinkModel", "t1", pipeline) with
        {
            State = SoraTaskState.Succeeded, VideoUri = new Uri("https://cdn.example/t1.mp4"),
        };
        PipelineResult result = await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions { Any = true }, done, done with { Id = "t2" }));
        Assert.Equal("t1", Assert.Single(result.AssertNoErrors().Ended).Id);
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_is_an_error_for_each_task()
    {
        await using TestPipeline pipeline = new(new() { GenerationTime = TimeSpan.FromHours(1), TimeProvider = _clock }, _clock);
        PipelineResult submitted = await pipeline.SubmitAsync("LinkModel", TestPipeline.Rows(2));
        DateTimeOffset start = _clock.GetUtcNow();
        Task<PipelineResult> wait = pipeline.WaitAsync(new WaitOptions { Timeout = TimeSpan.FromSeconds(10) }, [.. submitted.Submitted]);
        PipelineResult result = await _clock.DriveAsync(wait);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, one => Assert.Equal(SoraErrorKind.WaitTimeout, Assert.IsType<SoraException>(one.Error).Kind));
        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 10, 50);
        Assert.Empty(result.Ended);
    }

    [Fact]
    public async Task A_timeout_does_not_wait_for_a_look_that_hangs()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = new(request => request.StallAsync());
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SoraTask task = Made("OpenAI", "video_1", pipeline) with { Endpoint = server.Uri };
        DateTimeOffset start = _clock.GetUtcNow();
        Task<PipelineResult> wait = pipeline.WaitAsync(new WaitOptions { Timeout = TimeSpan.FromSeconds(10) }, task);
        (await _clock.DriveAsync(wait)).Error(SoraErrorKind.WaitTimeout);
        Assert.InRange((_clock.GetUtcNow() - start).TotalSeconds, 10, 50);
    }

    [Theory]
    [InlineData("LinkModel", SoraTaskState.Cancelled)]
    [InlineData("Odkkk", SoraTaskState.Cancelled)]
    [InlineData("OpenAI", SoraTaskState.Failed)]
    public async Task A_cancelled_task_is_produced_and_is_an_error(string provider, SoraTaskState state)
    {
        await using TestPipeline pipeline = With(new() { Kind = EmulatorFaultKind.CancelledTask });
        PipelineResult result = await WaitForAsync(pipeline, provider);
        Assert.Equal(state, Assert.Single(result.Ended).State);
        result.Error(SoraErrorKind.TaskFailed);
    }

    [Fact]
    public async Task A_task_without_an_id_cannot_be_waited_for()
    {
        await using TestPipeline pipeline = With();
        SoraTask unknown = Made("OpenAI", "x", pipeline) with { Id = null, State = SoraTaskState.Unknown };
        (await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), unknown))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(0, pipeline.Emulator.Counters.Polls);
    }

    [Fact]
    public async Task A_task_of_another_gateway_is_not_asked_for_here()
    {
        await using TestPipeline pipeline = With();
        SoraTask task = Made("OpenAI", "x", pipeline) with
        {
            Endpoint = new Uri("https://elsewhere.example/v1"),
            CreatedAt = _clock.GetUtcNow() - TimeSpan.FromHours(1),
        };
        SoraException error = (await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), task))).Error(SoraErrorKind.TaskNotFound);
        Assert.Contains("elsewhere.example", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.Polls);
    }

    [Fact]
    public async Task A_task_of_an_unknown_provider_is_an_error_and_the_others_go_on()
    {
        await using TestPipeline pipeline = With();
        SoraTask known = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Submitted);
        PipelineResult result = await _clock.DriveAsync(pipeline.WaitAsync(new WaitOptions(), known with { Provider = "Nobody" }, known));
        result.Error(SoraErrorKind.ProviderNotChosen);
        Assert.Single(result.Ended);
    }

    [Fact]
    public async Task Two_thousand_tasks_are_waited_for_together()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask[] tasks = [.. (await pipeline.SubmitAsync("LinkModel", TestPipeline.Rows(2000))).AssertNoErrors().Submitted];
        PipelineResult result = await pipeline.WaitAsync(new WaitOptions { PollInterval = TimeSpan.FromMilliseconds(50) }, tasks);
        Assert.Equal(2000, result.AssertNoErrors().Ended.Select(task => task.Id).Distinct().Count());
        Assert.Equal(2000, pipeline.Emulator.Counters.Polls);
    }
}
