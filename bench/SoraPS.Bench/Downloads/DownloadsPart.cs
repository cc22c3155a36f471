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
    private const int Runs = 5;
    private const string Speed = "MB/s";

    public static async Task<PartResult> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            CheckRoom(folder.FullName);
            List<SavingRun> ours = [];
            List<SavingRun> curl = [];
            using (EmulatorProcess emulator = EmulatorProcess.Start(fileSize: FileSize))
            {
                MadeVideos videos = await MadeVideos.MakeAsync(emulator, Files, FileSize);

                // In turns, so that what else the machine does hits both alike.
                for (int run = 0; run < Runs; run++)
                {
                    ours.Add(await Savers.SaveAsync(videos, folder.FullName));
                    curl.Add(await Savers.CurlAsync(videos, folder.FullName));
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{ours[^1].Seconds:0.00} s ({ours[^1].Cost.Wall:0.00} s with start-up)  curl: {curl[^1].Seconds:0.00} s"));
                }
            }

            List<double> small = [];
            List<double> large = [];
            await AddPeaksAsync(folder.FullName, small, large);
            Contender saved = ToContender("SoraPS", ours);
            Contender fetched = ToContender("curl --parallel --parallel-max 8", curl);
            return new PartResult
            {
                Part = Name,
                Title = "Downloads",
                Work = $"{Files} videos of {FileSize / 1_000_000} MB, from an emulator in a process of its own to the same disk: "
                    + "Import-Csv | Save-SoraVideo in a new PowerShell, and curl with eight transfers at once. SoraPS hashes each "
                    + "file, checks it, flushes it to the disk and writes it down in the ledger meanwhile; curl does not. The "
                    + "speed is that of the line; that of the whole process has PowerShell's start and the import in it. After "
                    + "each run all files are compared with the hashes of what the emulator sends.",
                Environment = Machine.Describe("pwsh", "curl"),
                Contenders = [saved, fetched, ToPeaks("a file of 1 MB", small), ToPeaks("a file of 2 GB", large)],
                Targets =
                [
                    new("200 files of 20 MB", "at least 0.95 of curl's speed", 0.95, saved.Median(Speed) / fetched.Median(Speed), IsUpper: false),
                    new("a file of 2 GB against one of 1 MB", "less than 16 MB of memory", 16, Statistics.Median(large) - Statistics.Median(small), Unit: "MB"),
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
}
