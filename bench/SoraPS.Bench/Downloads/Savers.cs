using System.Globalization;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Downloads;

/// <summary>Save-SoraVideo and curl, each saving the same videos in a new process and a folder that is emptied again.</summary>
internal static class Savers
{
    /// <summary>Import-Csv | Save-SoraVideo in a new PowerShell.</summary>
    public static Task<SavingRun> SaveAsync(MadeVideos videos, string root) => InFolderAsync(videos, root, async folder =>
    {
        string csv = Path.Combine(root, "tasks.csv");
        await File.WriteAllLinesAsync(csv, videos.All
            .Select((video, row) => $"{row}-{Guid.NewGuid():N},{video.Id},OpenAI,sora-2,{video.Name},Succeeded,{DateTimeOffset.UtcNow:O}")
            .Prepend("RequestId,Id,Provider,Model,Name,State,CreatedAt"));
        ProcessCost cost = await MeasuredProcess.RunAsync(
            "pwsh",
            ["-NoProfile", "-NonInteractive", "-File", Path.GetFullPath("bench/SoraPS.Bench/Downloads/save.ps1"),
                Path.GetFullPath("output/SoraPS"), videos.BaseUri.ToString(), csv, folder],
            new Dictionary<string, string?> { ["SORAPS_LEDGER"] = Path.Combine(folder, "ledger.db") });
        string[] printed = cost.Output.Split(' ');
        return printed[0] == videos.All.Count.ToString(CultureInfo.InvariantCulture)
            ? new SavingRun(double.Parse(printed[1], CultureInfo.InvariantCulture) / 1000, cost)
            : throw new InvalidOperationException($"{printed[0]} of {videos.All.Count} videos were saved.");
    });

    /// <summary>curl with eight transfers at once.</summary>
    public static Task<SavingRun> CurlAsync(MadeVideos videos, string root) => InFolderAsync(videos, root, async folder =>
    {
        string[] curl = await CurlArgumentsAsync(videos, root, folder);
        ProcessCost cost = await MeasuredProcess.RunAsync("curl", curl);
        return new SavingRun(cost.Wall, cost);
    });

    /// <summary>The same, and then what SoraPS has done by the end, too: the files are on the disk, and hashed.</summary>
    public static Task<SavingRun> CurlAndHashAsync(MadeVideos videos, string root) => InFolderAsync(videos, root, async folder =>
    {
        string[] curl = await CurlArgumentsAsync(videos, root, folder);
        ProcessCost cost = await MeasuredProcess.RunAsync(
            "sh", ["-c", $"curl \"$@\" && sync '{folder}'/*.mp4 && openssl dgst -sha256 '{folder}'/*.mp4", "sh", .. curl]);
        return new SavingRun(cost.Wall, cost);
    });

    private static async Task<string[]> CurlArgumentsAsync(MadeVideos videos, string root, string folder)
    {
        string config = Path.Combine(root, "curl.txt");
        await File.WriteAllLinesAsync(config, videos.All.SelectMany(video => new[]
        {
            $"url = \"{videos.UriOf(video)}\"",
            $"output = \"{Path.Combine(folder, $"{video.Name}.mp4")}\"",
        }));
        return ["--parallel", "--parallel-max", "8", "--fail", "--silent", "--show-error",
            "--header", $"Authorization: Bearer {EmulatorProcess.ApiKey}", "--config", config];
    }

    private static async Task<SavingRun> InFolderAsync(MadeVideos videos, string root, Func<string, Task<SavingRun>> save)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(root, "videos"));
        try
        {
            SavingRun run = await save(folder.FullName);
            await videos.CheckAsync(folder.FullName);
            return run;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
