using System.Diagnostics;
using System.Globalization;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>A process that was killed and that nobody asks how it ended, as in a container without an init.</summary>
public sealed class UnreapedTests
{
    [LinuxFact]
    public async Task Its_row_is_reported_and_not_waited_for()
    {
        using TempFolder ledger = new();
        using TempFolder videos = new();
        await using VideoEmulator emulator = VideoEmulator.Start(new EmulatorOptions
        {
            GenerationTime = TimeSpan.Zero,
            Faults = [new() { Kind = EmulatorFaultKind.Slow, On = EmulatorOperation.Create, Delay = TimeSpan.FromDays(1), Count = 1 }],
        });
        Batch batch = new(emulator, "OpenAI", ledger.File("ledger.db"), videos.Path, 1);

        // The shell becomes a program that never asks.
        using Process parent = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "dotnet \"$@\" >/dev/null 2>&1 & echo $!; exec sleep 600", "sh", .. BatchProcess.Arguments(batch)])
        {
            RedirectStandardOutput = true,
        })!;
        using Process killed = Process.GetProcessById(
            int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        await Eventually.TrueAsync(() => emulator.Counters.Creates == 1, "its request");
        killed.Kill();
        await Eventually.TrueAsync(
            () => File.ReadAllText($"/proc/{killed.Id}/stat").Contains(") Z ", StringComparison.Ordinal), "its end");

        using BatchProcess next = BatchProcess.Start(batch);
        IReadOnlyCollection<BatchLine> lines = await next.EndAsync(Line.Patience);
        parent.Kill();
        Assert.Contains(lines, line => line.Word == "error" && line.Text.StartsWith("SubmissionUnknown", StringComparison.Ordinal));
        Assert.Equal(1, emulator.Counters.Creates);
    }
}
