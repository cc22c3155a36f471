using System.Globalization;
using SoraPS.Core.Polling;
using Xunit.Abstractions;

namespace SoraPS.Tests.Callbacks;

/// <summary>What callbacks save: a thousand tasks of about a minute at Apixo, in simulated time.</summary>
public sealed class CallbackFiguresTests(ITestOutputHelper output) : CallbackWaits
{
    private const int Count = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_callbacks_a_task_is_seen_at_once_for_about_one_poll(bool isKnown)
    {
        (double p95, double polls) = await WaitAsync(_ => true, isKnown);
        Assert.InRange(p95, 0, 0.5);
        Assert.InRange(polls, 1, 1.2);
    }

    [Fact]
    public async Task Where_one_in_five_never_comes_all_are_found_soon()
    {
        (double p95, double polls) = await WaitAsync(index => index % 5 != 0, isKnown: true);
        Assert.InRange(p95, 0, 40);
        Assert.InRange(polls, 1, 1.4);
    }

    [Fact]
    public async Task Without_callbacks_they_are_seen_later_or_for_more_polls()
    {
        (double p95, double polls) = await WaitAsync(null, isKnown: true);
        Assert.True(p95 > 0.5 && polls > 1.2, "Callbacks would be of no use.");
    }

    // 25 rows a second; tasks take 54 to 66 s, and a callback needs up to 0.4 s.
    private async Task<(double P95, double Polls)> WaitAsync(Func<int, bool>? isCalled, bool isKnown)
    {
        Remembered = isKnown ? Enumerable.Range(0, 200).Select(SecondsOf) : [];
        await using WaitStage stage = NewWait();
        int next = 0;
        await using ITimer rows = _clock.CreateTimer(Make, null, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40));
        Make(null);
        await DriveAsync(stage);
        IReadOnlyList<double> delays = [.. _gateway.Delays.Order()];
        Assert.Equal(Count, delays.Count);
        double p95 = delays[Count * 95 / 100];
        double polls = (double)_gateway.Polls / Count;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"delay p50 {delays[Count / 2]:0.00} s, p95 {p95:0.00} s, max {delays[^1]:0.0} s; {polls:0.00} polls a task"));
        return (p95, polls);

        void Make(object? state)
        {
            if (next < Count)
            {
                int index = next++;
                double seconds = SecondsOf(index);
                SoraTask task = isCalled is null
                    ? _gateway.Make(seconds)
                    : _gateway.Make(seconds, Hints, isCalled(index) ? index % 5 / 10.0 : null);
                stage.TryPost(task);
            }
        }
    }

    private static double SecondsOf(int index) => 54 + (index * 7919 % 1200 / 100.0);
}
