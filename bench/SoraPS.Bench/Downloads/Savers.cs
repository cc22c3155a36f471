using System.Globalization;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Downloads;

/// <summary>What saving took.</summary>
/// <param name="Seconds">Of the line alone, or of the whole process where there is no line in it.</param>
/// <param name="Cost">Of the whole process.</param>
internal sealed record SavingRun(double Seconds, ProcessCost Cost);

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
                Path.GetFullPath("output/SoraPS"), videos.Emulator.BaseUri.ToString(), csv, folder],
            new Dictionary<string, string?> { ["SORAPS_LEDGER"] = Path.Combine(folder, "ledger.db") });
        string[] printed = cost.Output.Split(' ');
        return printed[0] == videos.All.Count.ToString(CultureInfo.InvariantCulture)
            ? new SavingRun(double.Parse(printed[1], CultureInfo.InvariantCulture) / 1000, cost)
            : throw new InvalidOperationException($"{printed[0]} of {videos.All.Count} videos were saved.");
    });

    /// <summary>curl with eight transfers at once.</summary>
    public static Task<SavingRun> CurlAsync(MadeVideos videos, string root) => InFolderAsync(videos, root, async folder =>
    {
        string config = Path.Combine(root, "curl.txt");
        await File.WriteAllLinesAsync(config, videos.All.Select(video => string.Join(
            '\n',
            $"url = \"{videos.UriOf(video)}\"",
            $"output = \"{Path.Combine(folder, $"{video.Name}.mp4")}\"")));
        ProcessCost cost = await MeasuredProcess.RunAsync(
            "curl",
            ["--parallel", "--parallel-max", "8", "--fail", "--silent", "--show-error",
                "--header", $"Authorization: Bearer {EmulatorProcess.ApiKey}", "--config", config]);
        return new SavingRun(cost.Wall, cost);
    });

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
