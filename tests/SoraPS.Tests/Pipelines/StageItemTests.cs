using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What an item of a stage, and all of them together, tell who shows how far they are.</summary>
public sealed class StageItemTests
{
    private readonly StageItem _item = new(0, "input");

    [Fact]
    public void A_pause_before_another_try_is_told_as_the_time_that_is_left()
    {
        Assert.Null(_item.RetriesIn);
        _item.Pause(TimeSpan.FromSeconds(100));
        Assert.InRange(_item.RetriesIn!.Value.TotalSeconds, 90, 100);
        _item.Pause(TimeSpan.Zero);
        Assert.Null(_item.RetriesIn);
    }

    [Fact]
    public async Task Who_holds_it_up_is_told_once_it_has_waited_for_a_while()
    {
        _item.WaitsFor = "process 4711 on render-2";
        await Eventually.TrueAsync(() => _item.HeldUpBy == "process 4711 on render-2", "it is held up");
        _item.WaitsFor = null;
        Assert.Null(_item.HeldUpBy);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 1.0 / 3)]
    public void Of_items_that_have_their_turns_the_rest_takes_as_long_for_each_as_those_before(int done, double share)
    {
        StageProgress progress = new() { IsInTurns = true };
        StageItem[] items = [.. Enumerable.Range(0, 4).Select(number => progress.Add(number))];
        Array.ForEach(items[..done], item => Assert.True(progress.TryEnd(item)));
        Assert.Null(progress.TimeLeft(progress.Open, DateTimeOffset.MinValue));
        progress.IsInputComplete = true;
        TimeSpan before = progress.Elapsed;
        TimeSpan left = progress.TimeLeft(progress.Open, DateTimeOffset.MinValue)!.Value;
        Assert.InRange(left, before * share, progress.Elapsed * share);
    }
}
