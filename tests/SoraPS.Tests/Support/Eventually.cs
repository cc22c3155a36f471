using System.Diagnostics;

namespace SoraPS.Tests.Support;

/// <summary>Waiting for what other threads do, without guessing how long they take.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(1);

    /// <summary>Completes when it is true; fails if that takes very long.</summary>
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TestPipeline.Timeout, $"It never came to this: {what}");
            await Task.Delay(s_turn);
        }
    }

    /// <summary>Moves the clock in small steps, each of which lets others have their turn, until the work has ended.</summary>
    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> work, int stepMilliseconds = 100)
    {
        long start = Stopwatch.GetTimestamp();
        while (!work.IsCompleted)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TestPipeline.Timeout, $"It has not ended at {clock.GetUtcNow():T}.");
            clock.Advance(TimeSpan.FromMilliseconds(stepMilliseconds));
            await Task.Delay(s_turn);
        }

        return await work;
    }
}
