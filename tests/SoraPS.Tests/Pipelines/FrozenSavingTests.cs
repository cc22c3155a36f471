using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A process that was frozen asks what is still its own before it saves anything, also when nobody answers at first.</summary>
public sealed class FrozenSavingTests : IDisposable
{
    private readonly TestLedger _ledger = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_another_has_taken_over_is_left_to_it_before_and_during_the_download(int good)
    {
        bool isFrozen = false;
        await using TestPipeline line = Line(new SkippingClock(), asked => !isFrozen || asked <= good ? Answer.Ours : Answer.Others);
        SoraTask task = await FinishedAsync(line);
        isFrozen = true;
        PipelineResult result = await line.SaveAsync(null, task);

        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Contains("1 task was left to other runs", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(line.Folder.Files, file => file.EndsWith(".mp4", StringComparison.Ordinal));
        Assert.Equal(good, line.Emulator.Counters.Downloads);
        Assert.Equal(good == 0, line.Emulator.Tasks[0].FetchedAt is null);
        isFrozen = false;
        Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task While_the_ledger_is_away_it_waits_for_the_answer(int good)
    {
        bool isFrozen = false;
        SkippingClock clock = new();
        await using TestPipeline line = Line(clock, asked =>
            !isFrozen || asked <= good ? Answer.Ours : asked <= good + 20 ? Answer.Away : Answer.Others);
        SoraTask task = await FinishedAsync(line);
        isFrozen = true;
        PipelineResult result = await line.SaveAsync(null, task);

        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Contains(result.Warnings, text => text.StartsWith("This process was frozen for a while.", StringComparison.Ordinal));
        Assert.DoesNotContain(line.Folder.Files, file => file.EndsWith(".mp4", StringComparison.Ordinal));
        Assert.Equal(good, line.Emulator.Counters.Downloads);
        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(null)]
    public async Task It_waits_until_the_link_is_about_to_expire_and_then_saves(int? minutes)
    {
        bool isFrozen = false;
        SkippingClock clock = new();
        await using TestPipeline line = Line(clock, _ => isFrozen ? Answer.Away : Answer.Ours);
        SoraTask task = await FinishedAsync(line);
        isFrozen = true;
        DateTimeOffset start = clock.GetUtcNow();
        TimeSpan? life = minutes is { } known ? TimeSpan.FromMinutes(known) : null;
        PipelineResult result = await line.SaveAsync(null, task with { ExpiresAt = start + life });

        Assert.Single(result.AssertNoErrors().Videos);
        TimeSpan least = TimeSpan.FromMinutes(minutes is null ? 10 : 50);
        Assert.InRange(clock.GetUtcNow() - start, least, least + TimeSpan.FromMinutes(11));
    }

    public void Dispose() => _ledger.Dispose();

    private static Task<SoraTask> FinishedAsync(TestPipeline line) =>
        line.FinishedAsync("LinkModel", TestPipeline.Row(1) with { Batch = "spring" });

    // The answers count from the first one after the process was frozen.
    private TestPipeline Line(SkippingClock clock, Func<int, Answer> answer) => new(
        TestPipeline.Done with { TimeProvider = clock }, clock, new LedgerSource(_ => new FrozenLedger(_ledger.Open(), answer)));

    private enum Answer
    {
        Ours,
        Others,
        Away,
    }

    private sealed class FrozenLedger(ILedger inner, Func<int, Answer> answer) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        private int _asked;

        public override ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold) => answer(Interlocked.Increment(ref _asked)) switch
        {
            Answer.Ours => base.ConfirmAsync(hold),
            Answer.Others => default,
            _ => throw new SoraException(SoraErrorKind.WriteFailed, "The ledger cannot be reached.", new LedgerAwayException(null))
            {
                RecommendedAction = "Check the server.",
            },
        };
    }
}
