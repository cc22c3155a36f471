using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>The same batch in two processes at the same time.</summary>
public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Each_row_is_submitted_once_and_both_know_its_task()
    {
        const int Rows = 200;
        using TempFolder ledger = new();
        using TempFolder one = new();
        using TempFolder two = new();
        EmulatorOptions options = new() { GenerationTime = TimeSpan.FromMilliseconds(200) };
        await using VideoEmulator emulator = VideoEmulator.Start(options);
        Batch batch = new(emulator, "LinkModel", ledger.File("ledger.db"), one.Path, Rows);
        using BatchProcess first = BatchProcess.Start(batch);
        using BatchProcess second = BatchProcess.Start(batch with { Folder = two.Path });

        string[] known = Tasks(await first.EndAsync(TestPipeline.Timeout));
        Assert.Equal(known, Tasks(await second.EndAsync(TestPipeline.Timeout)));
        Assert.Equal(Rows, known.Length);
        Assert.Equal(
            emulator.Tasks.Select(task => task.Id).Order(StringComparer.Ordinal),
            known.Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
        EmulatorCounters counters = emulator.Counters;
        Assert.Equal((Rows, Rows, 0), (counters.TasksMade, counters.Creates, counters.DuplicateTasks));
        Assert.All([one, two], folder => Assert.Equal(2 * Rows, folder.Files.Length));
        Assert.DoesNotContain(first.Lines.Concat(second.Lines), line => line.Word is "error" or "warning");
    }

    private static string[] Tasks(IEnumerable<BatchLine> lines) => [.. lines
        .Where(line => line.Word == "task").Select(line => $"{line.Row} {line.Text}").Order(StringComparer.Ordinal)];
}
