using System.Globalization;
using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Downloads;

/// <summary>How fast finished videos are saved, beside curl, and how much memory a large one takes.</summary>
internal static class DownloadsPart
{
    public const string Name = "downloads";

    private const int Files = 200;
    private const long FileSize = 20_000_000;
    private const long SmallFile = 1_000_000;
    private const long LargeFile = 2_000_000_000;
    private const int Runs = 3;
    private const long LineSpeed = 2_500_000_000 / 8;
    private const string Speed = "MB/s";

    public static async Task<PartResult> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            CheckRoom(folder.FullName);
            SavingRuns direct;
            SavingRuns paced;
            using (EmulatorProcess emulator = EmulatorProcess.Start(fileSize: FileSize))
            using (ServingProcess line = PacedLine.Start(emulator.BaseUri, LineSpeed))
            {
                MadeVideos videos = await MadeVideos.MakeAsync(emulator, Files, FileSize);
                direct = await InTurnsAsync(videos, folder.FullName);
                paced = await InTurnsAsync(videos.By(line), folder.FullName);
            }

            List<double> small = [];
            List<double> large = [];
            await AddPeaksAsync(folder.FullName, small, large);
            double extra = Statistics.Median(large) - Statistics.Median(small);
            Contender[] all = [.. ToContenders("", direct), .. ToContenders(" on a line of 2.5 Gbit/s", paced)];
            return new PartResult
            {
                Part = Name,
                Title = "Downloads",
                Work = $"{Files} videos of {FileSize / 1_000_000} MB, from an emulator in a process of its own to the same disk: "
                    + "Import-Csv | Save-SoraVideo in a new PowerShell, and curl with eight transfers at once. SoraPS hashes each "
                    + "file, checks it, flushes it to the disk and writes it down in the ledger meanwhile; curl does not; "
                    + "so it is also measured with sync and openssl dgst after it. Each once as fast as the emulator can send, and "
                    + "once through a line of a set speed. The speed is that of the pipeline; the whole process has PowerShell's "
                    + "start and the import in it. After each run all files are compared with the hashes of what the emulator sends.",
                Environment = Machine.Describe("pwsh", "curl"),
                Contenders = [.. all, ToPeaks("a file of 1 MB", small), ToPeaks("a file of 2 GB", large)],
                Targets =
                [
                    AgainstCurl("200 files of 20 MB", all[0], all[2]),
                    AgainstCurl("200 files of 20 MB on a line of 2.5 Gbit/s", all[3], all[5]),
                    new("a file of 2 GB against one of 1 MB", "less than 16 MB of memory", 16, extra, Unit: "MB"),
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<SavingRuns> InTurnsAsync(MadeVideos videos, string folder)
    {
        SavingRuns runs = new([], [], []);

        // In turns, so that what else the machine does hits all alike.
        for (int run = 0; run < Runs; run++)
        {
            runs.Saved.Add(await Savers.SaveAsync(videos, folder));
            runs.Curl.Add(await Savers.CurlAsync(videos, folder));
            runs.Hashed.Add(await Savers.CurlAndHashAsync(videos, folder));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{runs.Saved[^1].Seconds:0.00} s ({runs.Saved[^1].Cost.Wall:0.00} s with start-up), curl {runs.Curl[^1].Seconds:0.00} s, "
                + $"with sync and openssl dgst {runs.Hashed[^1].Seconds:0.00} s"));
        }

        return runs;
    }

    private static async Task AddPeaksAsync(string folder, List<double> small, List<double> large)
    {
        using EmulatorProcess ofSmall = EmulatorProcess.Start(fileSize: SmallFile);
        using EmulatorProcess ofLarge = EmulatorProcess.Start(fileSize: LargeFile);
        MadeVideos one = await MadeVideos.MakeAsync(ofSmall, 1, SmallFile);
        MadeVideos other = await MadeVideos.MakeAsync(ofLarge, 1, LargeFile);
        for (int run = 0; run < Runs; run++)
        {
            small.Add((await Savers.SaveAsync(one, folder)).Cost.Peak);
            large.Add((await Savers.SaveAsync(other, folder)).Cost.Peak);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak {small[^1]:0.0} MB, with 2 GB {large[^1]:0.0} MB"));
        }
    }

    private static void CheckRoom(string folder)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < 2 * Files * FileSize)
        {
            throw new InvalidOperationException($"{folder} has room for {free} bytes only.");
        }
    }

    // With what SoraPS promises: flushed and hashed.
    private static Target AgainstCurl(string work, Contender ours, Contender curl) =>
        new(work, "at least 1.2 of the speed of curl, sync and openssl", 1.2, ours.Median(Speed) / curl.Median(Speed), IsUpper: false);

    private static Contender[] ToContenders(string where, SavingRuns runs) =>
    [
        ToContender($"SoraPS{where}", runs.Saved),
        ToContender($"curl --parallel --parallel-max 8{where}", runs.Curl),
        ToContender($"curl, then sync and openssl dgst{where}", runs.Hashed),
    ];

    private static Contender ToContender(string name, List<SavingRun> runs) => new(
        name,
        [.. runs.Select(run => new Dictionary<string, double>
        {
            [Speed] = Files * FileSize / 1e6 / run.Seconds,
            ["whole process (s)"] = run.Cost.Wall,
            ["CPU (s)"] = run.Cost.Cpu,
            ["peak memory (MB)"] = run.Cost.Peak,
        })]);

    private static Contender ToPeaks(string name, List<double> peaks) =>
        new(name, [.. peaks.Select(peak => new Dictionary<string, double> { ["peak memory (MB)"] = peak })]);

    private sealed record SavingRuns(List<SavingRun> Saved, List<SavingRun> Curl, List<SavingRun> Hashed);
}
