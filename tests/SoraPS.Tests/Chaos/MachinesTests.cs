using SoraPS.Emulator;
using SoraPS.Tests.Support;
using Xunit.Abstractions;

namespace SoraPS.Tests.Chaos;

/// <summary>
/// Six machines share a batch, whatever is killed, frozen or cut off, the database included. Larger by hand:
/// <c>./build.sh chaos-machines [rows] [faults] [seed]</c>.
/// </summary>
public sealed class MachinesTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task Of_a_batch_on_six_machines_nothing_is_paid_or_fetched_twice_and_nothing_is_lost()
    {
        int rows = ChaosTests.Setting("ROWS") ?? 60;
        int faults = ChaosTests.Setting("FAULTS") ?? 8;
        int seed = ChaosTests.Setting("SEED") ?? Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        using TempFolder videos = new();
        using TempFolder data = new();
        await using VideoEmulator emulator = VideoEmulator.Start(ChaosRun.Trouble(seed));
        using MachinesRun run = new(emulator, videos.Path, data.Path, rows, faults, seed);

        ChaosReport report = await run.RunAsync();

        ChaosTests.Emit($"Six machines, seed {seed}: {run.Faults}{Environment.NewLine}{report}", output);
        report.CheckWhole();
    }
}
