using System.Globalization;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using Xunit.Abstractions;

namespace SoraPS.Tests.Chaos;

/// <summary>
/// Nothing is paid twice and nothing paid is lost, whatever is killed when. Larger by hand:
/// <c>./build.sh chaos [rows] [kills] [seed]</c>.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static int Rows => Setting("ROWS") ?? 40;

    private static int Kills => Setting("KILLS") ?? 5;

    private static int Seed => Setting("SEED") ?? Random.Shared.Next();

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task A_batch_that_is_killed_again_and_again_ends_with_one_file_or_one_unknown_per_row(string provider)
    {
        int seed = Seed;
        output.WriteLine($"{provider}, seed {seed}");
        using TempFolder ledger = new();
        using TempFolder videos = new();
        await using VideoEmulator emulator = VideoEmulator.Start(ChaosRun.Trouble(seed));
        Batch batch = new(emulator, provider, ledger.File("ledger.db"), videos.Path, Rows);

        ChaosReport report = await new ChaosRun(batch, Kills, seed).RunAsync();
        Emit($"{provider}, seed {seed}{Environment.NewLine}{report}", output);

        // On a slow machine the last kills of a small batch may come too late.
        report.Check(Kills > 5 ? Kills : 3);

        EmulatorCounters before = emulator.Counters;
        using BatchProcess again = BatchProcess.Start(batch);
        await again.EndAsync(TestPipeline.Timeout);
        Assert.Equal((before.Creates, before.Downloads), (emulator.Counters.Creates, emulator.Counters.Downloads));
        Assert.Equal(report.Files.Count, again.Lines.Count(line => line.Word == "video"));

        // LinkModel has no list of its tasks.
        if (provider == "OpenAI")
        {
            await ReconcileAsync(batch, report.Unknown);
        }
    }

    // As a person does: looks for each row whose outcome is unknown, and then sends those again that were not made.
    private async Task ReconcileAsync(Batch batch, IReadOnlySet<string> unknown)
    {
        int found = 0;
        int notMade = 0;
        while (unknown.Count > 0)
        {
            ChaosRefresh look = await ChaosRefresh.AtAsync(batch);
            look.Check(unknown);
            found += look.Found.Count;
            notMade += look.NotMade.Count;
            using BatchProcess forced = BatchProcess.Start(batch, force: true);
            ChaosReport report = await ChaosReport.ReadAsync(batch, await forced.EndAsync(TestPipeline.Timeout), []);
            report.CheckWhole();
            unknown = report.Unknown;
        }

        Emit($"Looked for in the list: {found} found, {notMade} not made and then sent again; 0 Unknown and 0 paid twice in the end."
            + Environment.NewLine, output);
    }

    internal static void Emit(string text, ITestOutputHelper output)
    {
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("SORAPS_CHAOS_REPORT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, text + Environment.NewLine);
        }
    }

    internal static int? Setting(string name) =>
        Environment.GetEnvironmentVariable($"SORAPS_CHAOS_{name}") is { Length: > 0 } value
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
