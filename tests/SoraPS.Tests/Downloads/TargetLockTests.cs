using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

public sealed class TargetLockTests
{
    [Fact]
    public async Task One_at_a_time_has_it_however_often_it_changes_hands()
    {
        using TempFolder folder = new();
        int holders = 0;
        int turns = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int turn = 0; turn < 300; turn++)
            {
                using TargetLock alone = await TargetLock.AcquireAsync(
                    folder.File("fox.mp4"), new SkippingClock(), () => { }, CancellationToken.None);
                Assert.Equal(1, Interlocked.Increment(ref holders));
                await Task.Yield();
                Interlocked.Decrement(ref holders);
                Interlocked.Increment(ref turns);
            }
        }))).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(2400, turns);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task One_that_another_run_has_is_waited_for_as_long_as_the_file_grows_and_no_longer()
    {
        using TempFolder folder = new();
        ManualTimeProvider clock = new();
        int told = 0;
        using TargetLock held = await AcquireAsync(() => { });
        Task<TargetLock> waiting = AcquireAsync(() => told++);

        for (int minutes = 0; minutes < 60; minutes += 14)
        {
            await PassAsync(TimeSpan.FromMinutes(14));
            Assert.False(waiting.IsCompleted);
            await File.AppendAllTextAsync(folder.File("fox.mp4.part"), "more");
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        await PassAsync(TimeSpan.FromMinutes(15));
        SoraException error = await Assert.ThrowsAsync<SoraException>(() => waiting.WaitAsync(TestPipeline.Timeout));
        Assert.Equal(SoraErrorKind.WaitTimeout, error.Kind);
        Assert.Contains(folder.File("fox.mp4"), error.Message, StringComparison.Ordinal);
        Assert.Equal(1, told);

        Task<TargetLock> AcquireAsync(Action waits) =>
            TargetLock.AcquireAsync(folder.File("fox.mp4"), clock, waits, CancellationToken.None);

        // The next look at the lock sets the next timer.
        async Task PassAsync(TimeSpan time)
        {
            await Eventually.TrueAsync(() => clock.PendingTimers == 1, "the next turn");
            clock.Advance(time);
            await Eventually.TrueAsync(() => clock.PendingTimers == 1 || waiting.IsCompleted, "a look at the lock");
        }
    }
}
