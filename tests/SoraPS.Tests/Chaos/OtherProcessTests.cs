using System.Diagnostics;
using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>Whether a process lives that is sending a row, where the list of processes does not tell.</summary>
public sealed class OtherProcessTests : IAsyncDisposable
{
    private readonly TempFolder _ledger = new();
    private readonly TempFolder _videos = new();
    private readonly VideoEmulator _emulator = VideoEmulator.Start(new EmulatorOptions
    {
        GenerationTime = TimeSpan.Zero,
        Faults = [new() { Kind = EmulatorFaultKind.Slow, On = EmulatorOperation.Create, Delay = TimeSpan.FromDays(1), Count = 1 }],
    });

    private Batch Batch => new(_emulator, "OpenAI", _ledger.File("ledger.db"), _videos.Path, 1);

    [LinuxFact]
    public async Task One_that_was_killed_and_that_nobody_has_asked_how_it_ended_is_dead()
    {
        // The shell becomes a program that never asks, as where a container has no init.
        using Process parent = await StartAsync("dotnet \"$@\" >/dev/null 2>&1 & echo $!; exec sleep 600");
        using Process killed = Process.GetProcessById(
            int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        killed.Kill();
        await Eventually.TrueAsync(
            () => File.ReadAllText($"/proc/{killed.Id}/stat").Contains(") Z ", StringComparison.Ordinal), "its end");

        using BatchProcess next = BatchProcess.Start(Batch);
        IReadOnlyCollection<BatchLine> lines = await next.EndAsync(TestPipeline.Timeout);
        parent.Kill();
        Assert.Contains(lines, line => line.Word == "error" && line.Text.StartsWith("SubmissionUnknown", StringComparison.Ordinal));
        Assert.Equal(1, _emulator.Counters.Creates);
    }

    [ContainerFact]
    public async Task One_in_another_container_is_alive_as_long_as_it_lives()
    {
        // Its process has number 1 or 2 there, which here is somebody else.
        using Process container = await StartAsync("exec unshare --pid --fork --kill-child dotnet \"$@\" >/dev/null 2>&1");

        Assert.Equal(SoraTaskState.Submitting, await StateAsync());
        container.Kill();
        await container.WaitForExitAsync();
        await Eventually.TrueAsync(() => StateAsync().GetAwaiter().GetResult() is SoraTaskState.Unknown, "its end");
    }

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        _ledger.Dispose();
        _videos.Dispose();
    }

    // Runs the batch by a shell, and waits until its row is on its way.
    private async Task<Process> StartAsync(string script)
    {
        Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", script, "sh", .. BatchProcess.Arguments(Batch)])
        {
            RedirectStandardOutput = true,
        })!;
        await Eventually.TrueAsync(() => _emulator.Counters.Creates == 1, "its request");
        return shell;
    }

    // What is left in state Submitting is what the opening took for alive.
    private async Task<SoraTaskState> StateAsync()
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Batch.Ledger);
        return Assert.Single(await ledger.ListAsync(new LedgerQuery())).State;
    }
}
