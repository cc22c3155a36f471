using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using SoraPS.Emulator;

namespace SoraPS.Bench.Processes;

/// <summary>An emulator in a process of its own: it shares neither threads nor garbage with what is measured.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    public const string Verb = "emulator";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    private readonly Process _process;

    private EmulatorProcess(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    /// <summary>The base address of its OpenAI dialect.</summary>
    public Uri BaseUri { get; }

    public static string ApiKey => new EmulatorOptions().ApiKey;

    /// <summary>Starts one.</summary>
    /// <param name="generationTime">How long a task takes; null for none: it is done at the first look.</param>
    /// <param name="fileSize">Bytes of each video; null for the clip as it is.</param>
    public static EmulatorProcess Start(TimeSpan? generationTime = null, long? fileSize = null)
    {
        EmulatorOptions options = new() { GenerationTime = generationTime ?? TimeSpan.Zero, FileSize = fileSize };
        ProcessStartInfo start = Self.Start(
            [Verb, JsonSerializer.Serialize(new Settings(options.GenerationTime, options.FileSize), s_options)]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        return new EmulatorProcess(process, new Uri(process.StandardOutput.ReadLine()!));
    }

    /// <summary>What it has done so far.</summary>
    public async Task<EmulatorCounters> CountersAsync()
    {
        using HttpClient http = new();
        return (await http.GetFromJsonAsync<EmulatorCounters>(new Uri(BaseUri, "/_counters"), s_options))!;
    }

    /// <summary>The tasks that were made since.</summary>
    public async Task<IReadOnlyList<EmulatedTask>> TasksAsync(DateTimeOffset since)
    {
        await _process.StandardInput.WriteLineAsync(since.ToString("O", CultureInfo.InvariantCulture));
        string? answer = await _process.StandardOutput.ReadLineAsync();
        return JsonSerializer.Deserialize<IReadOnlyList<EmulatedTask>>(answer!, s_options)!;
    }

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        Settings settings = arguments is [var json] ? JsonSerializer.Deserialize<Settings>(json, s_options)! : new(TimeSpan.Zero, null);
        await using VideoEmulator emulator = VideoEmulator.Start(
            new EmulatorOptions { GenerationTime = settings.GenerationTime, FileSize = settings.FileSize });
        Console.WriteLine(emulator.BaseUri("OpenAI"));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            DateTimeOffset since = DateTimeOffset.Parse(line, CultureInfo.InvariantCulture);
            Console.WriteLine(JsonSerializer.Serialize(emulator.Tasks.Where(task => task.MadeAt >= since), s_options));
        }

        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private sealed record Settings(TimeSpan GenerationTime, long? FileSize);
}
