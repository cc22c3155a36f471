using SoraPS.Core.Downloads;
using SoraPS.Core.Http;
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
                    folder.File("fox.mp4"), new SkippingClock(), new Silence(), CancellationToken.None);
                Assert.Equal(1, Interlocked.Increment(ref holders));
                await Task.Yield();
                Interlocked.Decrement(ref holders);
                Interlocked.Increment(ref turns);
            }
        }))).WaitAsync(Line.Patience);
        Assert.Equal(2400, turns);
        Assert.Empty(folder.Files);
    }

    private sealed class Silence : IRequestLog
    {
        public bool WantsLines => false;

        public bool WantsBodies => false;

        public void Line(string text)
        {
        }

        public void Body(string text)
        {
        }
    }
}
