using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A clock that is set back or forward while a batch runs: nothing is sent twice, and nothing hangs.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(50);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_batch_comes_through_a_clock_that_jumps()
    {
        // The emulator keeps its own time, as a gateway does.
        await using TestPipeline pipeline = new(new() { GenerationTime = TimeSpan.FromMilliseconds(300) }, _clock);
        VideoRequest[] rows = [.. TestPipeline.Rows(40).Select(row => row with { Batch = "spring" })];
        Task<PipelineResult> run = pipeline.RunAsync("LinkModel", rows);
        using ITimer jumps = _clock.CreateTimer(_ => _clock.Jump(s_day * Random.Shared.Next(-30, 31)), null, s_often, s_often);
        PipelineResult result = await _clock.DriveAsync(run, stepMilliseconds: 10);
        VideoAssert.AllSaved(pipeline, result, rows);

        PipelineResult again = await _clock.DriveAsync(pipeline.RunAsync("LinkModel", rows), stepMilliseconds: 10);
        Assert.Equal(40, again.AssertNoErrors().Videos.Count);
        Assert.Equal((40, 40), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.Downloads));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_wait_takes_as_long_as_it_takes(int days)
    {
        EmulatorOptions endless = new() { GenerationTime = TimeSpan.FromHours(1), TimeProvider = new ManualTimeProvider() };
        await using TestPipeline pipeline = new(endless, _clock);
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0))).AssertNoErrors().Submitted);
        Task<PipelineResult> wait = pipeline.WaitAsync(new WaitOptions { Timeout = TimeSpan.FromSeconds(30) }, task);
        long start = _clock.GetTimestamp();
        await Eventually.TrueAsync(() => _clock.PendingTimers > 0, "the wait for the first poll");
        _clock.Jump(s_day * days);
        (await _clock.DriveAsync(wait)).Error(SoraErrorKind.WaitTimeout);
        Assert.InRange(_clock.GetElapsedTime(start).TotalSeconds, 30, 40);
    }
}
