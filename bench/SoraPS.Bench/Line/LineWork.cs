using System.Net.Http.Headers;
using SoraPS.Bench.Processes;
using SoraPS.Emulator;

namespace SoraPS.Bench.Line;

/// <summary>The rows of a CSV that become files in a folder, against an emulator.</summary>
internal sealed class LineWork
{
    public const string Wall = "wall (s)";
    public const string Cpu = "CPU (ms/task)";
    public const string Peak = "peak memory (MB)";
    public const string PerTask = "requests per task";
    public const string Delay = "ready to saved (s)";

    private readonly string _folder;
    private readonly string _csv;
    private readonly TimeSpan _generation;
    private readonly Dictionary<string, string> _fileOf;
    private int _runs;

    public LineWork(string folder, int rows, TimeSpan generation)
    {
        _folder = folder;
        _generation = generation;
        _csv = Path.Combine(folder, $"{rows}.csv");
        _fileOf = Enumerable.Range(0, rows).ToDictionary(row => $"A paper boat, take {row}", row => $"row-{row}.mp4");
        File.WriteAllLines(
            _csv, _fileOf.Select(row => $"{Path.GetFileNameWithoutExtension(row.Value)},\"{row.Key}\"").Prepend("Name,Prompt"));
    }

    /// <summary>Has a contender do the work, checks it, and tells what it took.</summary>
    public async Task<Dictionary<string, double>> RunAsync(
        LineContender contender, EmulatorProcess emulator, IReadOnlyDictionary<string, string?> environment)
    {
        // Left until all is measured: some file systems make new files slowly for a minute after many were deleted.
        DirectoryInfo videos = Directory.CreateDirectory(Path.Combine(_folder, $"{_fileOf.Count}-videos-{++_runs}"));
        DateTimeOffset begin = DateTimeOffset.UtcNow;
        EmulatorCounters before = await emulator.CountersAsync();
        ProcessCost cost = await MeasuredProcess.RunAsync(
            contender.Program, [.. contender.Arguments, emulator.BaseUri.ToString().TrimEnd('/'), _csv, videos.FullName], environment);
        EmulatorCounters after = await emulator.CountersAsync();
        double late = await CheckAsync(emulator, begin, videos.FullName);
        Console.WriteLine(FormattableString.Invariant($"{contender.Name}: {cost.Wall:0.00} s, CPU {cost.Cpu:0.00} s, {cost.Peak:0} MB"));
        return new()
        {
            [Wall] = cost.Wall,
            [Cpu] = cost.Cpu / _fileOf.Count * 1000,
            [Peak] = cost.Peak,
            [PerTask] = (double)(Requests(after) - Requests(before)) / _fileOf.Count,
            [Delay] = late,
        };
    }

    private static int Requests(EmulatorCounters counters) => counters.Creates + counters.Polls + counters.Lists + counters.Downloads;

    private async Task<double> CheckAsync(EmulatorProcess emulator, DateTimeOffset begin, string videos)
    {
        IReadOnlyList<EmulatedTask> tasks = await emulator.TasksAsync(begin);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorProcess.ApiKey);
        byte[] video = tasks.Count > 0 ? await http.GetByteArrayAsync($"{emulator.BaseUri}/videos/{tasks[0].Id}/content") : [];
        return SavedFiles.Check(tasks, video, videos, _fileOf, _generation);
    }
}
