using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>The same batch in two processes at the same time.</summary>
public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Each_row_is_submitted_and_fetched_once_by_one_of_them()
    {
        const int Rows = 200;
        using TempFolder ledger = new();
        using TempFolder one = new();
        using TempFolder two = new();
        EmulatorOptions options = new() { GenerationTime = TimeSpan.FromMilliseconds(200) };
        await using VideoEmulator emulator = VideoEmulator.Start(options);
        Batch batch = new(emulator, "LinkModel", ledger.File("ledger.db"), one.Path, Rows);
        using BatchProcess first = BatchProcess.Start(batch, held: true);
        using BatchProcess second = BatchProcess.Start(batch with { Folder = two.Path }, held: true);
        await Eventually.TrueAsync(
            () => first.Lines.Concat(second.Lines).Count(line => line.Word is "ready") == 2, "both processes");
        first.Begin();
        second.Begin();

        string[] ofFirst = Tasks(await first.EndAsync(TestPipeline.Timeout));
        string[] ofSecond = Tasks(await second.EndAsync(TestPipeline.Timeout));
        string[] known = [.. ofFirst, .. ofSecond];
        Assert.NotEmpty(ofFirst);
        Assert.NotEmpty(ofSecond);
        Assert.Equal(Rows, known.Length);
        Assert.Equal(
            emulator.Tasks.Select(task => task.Id).Order(StringComparer.Ordinal),
            known.Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
        EmulatorCounters counters = emulator.Counters;
        Assert.Equal((Rows, Rows, 0), (counters.TasksMade, counters.Creates, counters.DuplicateTasks));
        Assert.Equal(Rows, counters.Downloads);
        Assert.Equal((2 * ofFirst.Length, 2 * ofSecond.Length), (one.Files.Length, two.Files.Length));
        Assert.DoesNotContain(first.Lines.Concat(second.Lines), line => line.Word is "error");
    }

    private static string[] Tasks(IEnumerable<BatchLine> lines) => [.. lines
        .Where(line => line.Word == "task").Select(line => $"{line.Row} {line.Text}").Order(StringComparer.Ordinal)];
}
