using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Ledger;

/// <summary>What the ledger costs: submitting with it and without, running a done batch again, and growth.</summary>
internal static class LedgerPart
{
    public const string Name = "ledger";

    private const int Rows = 1_000;
    private const int Runs = 9;
    private const int DoneRows = 10_000;

    public static async Task<PartResult> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            using EmulatorProcess emulator = EmulatorProcess.Start();
            SubmittedLine line = new(emulator, folder.FullName);
            List<LineRun> kept = [];
            List<LineRun> bare = [];

            // In turns, so that what else the machine does hits both alike.
            for (int run = 0; run < Runs; run++)
            {
                kept.Add(await line.RunAsync(Rows, $"run {run}", hasLedger: true));
                bare.Add(await line.RunAsync(Rows, $"run {run}", hasLedger: false));
                Console.WriteLine($"{kept[^1]}  without: {bare[^1]}");
            }

            double ratio = Statistics.Median(bare.Select(run => run.Milliseconds))
                / Statistics.Median(kept.Select(run => run.Milliseconds));
            double again = await DoneAgainAsync(line, emulator);
            IReadOnlyList<Contender> growth = await LedgerGrowth.MeasureAsync(folder.FullName);
            double listing = growth[^1].Median(LedgerGrowth.Listing);
            return new PartResult
            {
                Part = Name,
                Title = "The ledger",
                Work = $"Import-Csv | New-SoraVideo -Batch for {Rows} rows, each time in a new PowerShell, against an emulator that "
                    + "answers at once, and the same with a ledger that keeps nothing. The time is that of the line, without "
                    + "starting PowerShell and importing the module. Each run must give all its tasks.",
                Environment = Machine.Describe("pwsh"),
                Contenders = [ToContender("with the ledger", kept), ToContender("without", bare), .. growth],
                Targets =
                [
                    new("ledger on against off, 1,000 rows", "at least 0.75", 0.75, ratio, IsUpper: false),
                    new($"a batch of {DoneRows} rows, all done, run again", "under 3 s, no request", 3, again, Unit: "s"),
                    new("100,000 tasks: the unfinished of a batch", "under 100 ms", 100, listing, Unit: "ms"),
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> DoneAgainAsync(SubmittedLine line, EmulatorProcess emulator)
    {
        await line.RunAsync(DoneRows, "done", hasLedger: true);
        int before = (await emulator.CountersAsync()).Creates;
        List<double> seconds = [];
        for (int run = 0; run < 5; run++)
        {
            seconds.Add((await line.RunAsync(DoneRows, "done", hasLedger: true)).Milliseconds / 1000);
        }

        int requests = (await emulator.CountersAsync()).Creates - before;
        return requests == 0
            ? Statistics.Median(seconds)
            : throw new InvalidOperationException($"{requests} rows were sent again.");
    }

    private static Contender ToContender(string name, List<LineRun> runs) => new(
        name,
        [.. runs.Select(run => new Dictionary<string, double>
        {
            ["rows/s"] = Rows / run.Milliseconds * 1000,
            ["CPU (us/row)"] = run.BusyMilliseconds / Rows * 1000,
        })]);
}
