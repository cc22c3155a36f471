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

    private readonly ServingProcess _process;

    private EmulatorProcess(ServingProcess process) => _process = process;

    /// <summary>The base address of its OpenAI dialect.</summary>
    public Uri BaseUri => _process.BaseUri;

    public static string ApiKey => new EmulatorOptions().ApiKey;

    /// <summary>Starts one.</summary>
    /// <param name="generationTime">How long a task takes; null for none: it is done at the first look.</param>
    /// <param name="fileSize">Bytes of each video; null for the clip as it is.</param>
    /// <param name="createTime">How long it takes to answer a create request; null for no time.</param>
    public static EmulatorProcess Start(TimeSpan? generationTime = null, long? fileSize = null, TimeSpan? createTime = null) =>
        new(ServingProcess.Start(
            Verb, JsonSerializer.Serialize(new Settings(generationTime ?? TimeSpan.Zero, fileSize, createTime), s_options)));

    /// <summary>What it has done so far.</summary>
    public async Task<EmulatorCounters> CountersAsync()
    {
        using HttpClient http = new();
        return (await http.GetFromJsonAsync<EmulatorCounters>(new Uri(BaseUri, "/_counters"), s_options))!;
    }

    /// <summary>The tasks that were made since.</summary>
    public async Task<IReadOnlyList<EmulatedTask>> TasksAsync(DateTimeOffset since)
    {
        string answer = await _process.AskAsync(since.ToString("O", CultureInfo.InvariantCulture));
        return JsonSerializer.Deserialize<IReadOnlyList<EmulatedTask>>(answer, s_options)!;
    }

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        Settings settings = arguments is [var json]
            ? JsonSerializer.Deserialize<Settings>(json, s_options)!
            : new(TimeSpan.Zero, null, null);
        await using VideoEmulator emulator = VideoEmulator.Start(
            new EmulatorOptions
            {
                GenerationTime = settings.GenerationTime,
                FileSize = settings.FileSize,
                Faults = settings.CreateTime is { } time
                    ? [new EmulatorFault { Kind = EmulatorFaultKind.Slow, On = EmulatorOperation.Create, Delay = time }]
                    : [],
            });
        await ServingProcess.ServeAsync(emulator.BaseUri("OpenAI"), since =>
        {
            DateTimeOffset first = DateTimeOffset.Parse(since, CultureInfo.InvariantCulture);
            return JsonSerializer.Serialize(emulator.Tasks.Where(task => task.MadeAt >= first), s_options);
        });
        return 0;
    }

    public void Dispose() => _process.Dispose();

    private sealed record Settings(TimeSpan GenerationTime, long? FileSize, TimeSpan? CreateTime);
}
