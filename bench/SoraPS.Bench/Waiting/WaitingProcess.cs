using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SoraPS.Bench.Processes;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;

namespace SoraPS.Bench.Waiting;

/// <summary>A process that waits for a number of tasks, and measures itself once it has looked at each.</summary>
internal static class WaitingProcess
{
    public const string Verb = "waiting-process";

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    /// <summary>How long the runtime goes on compiling what has just been used much.</summary>
    public static TimeSpan Settling { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Runs one.</summary>
    public static async Task<WaitingCost> RunAsync(Uri gateway, int tasks)
    {
        ProcessStartInfo start = Self.Start([Verb, gateway.ToString(), tasks.ToString(CultureInfo.InvariantCulture)]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<WaitingCost>(output)!
            : throw new InvalidOperationException($"{Verb} ended with {process.ExitCode}.");
    }

    /// <summary>The process.</summary>
    public static async Task<int> MeasureAsync(string[] arguments)
    {
        Uri gateway = new(arguments[0]);
        SoraTask[] tasks = [.. Enumerable.Range(0, int.Parse(arguments[1], CultureInfo.InvariantCulture)).Select(Made)];
        using SoraClient client = new(ledgers: new LedgerSource(_ => new NoLedger()));
        client.Connections.Set(client.Connections.Find("OpenAI")! with { BaseUri = gateway, SessionKey = new ApiKey("key") });
        long held = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        await using WaitStage stage = client.Wait(new WaitOptions());
        foreach (SoraTask task in tasks)
        {
            stage.TryPost(task);
        }

        stage.Complete();
        while (await PatientGateway.AskedAsync(gateway) < tasks.Length)
        {
            await Task.Delay(100);
        }

        TimeSpan looking = Environment.CpuUsage.TotalTime - busy;
        await Task.Delay(Settling);
        double idle = await LoadAsync();
        double memory = (double)(GC.GetTotalMemory(forceFullCollection: true) - held) / tasks.Length;
        GC.KeepAlive(tasks);
        if (stage.Progress.Open.Count(item => item.State is SoraTaskState.Running) != tasks.Length
            || await PatientGateway.AskedAsync(gateway) != tasks.Length)
        {
            throw new InvalidOperationException("Not every task was looked at once, and seen running.");
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new WaitingCost(memory, looking.TotalMicroseconds / tasks.Length, idle)));
        return 0;
    }

    // As if another process had made it a while ago.
    private static SoraTask Made(int number) => new()
    {
        RequestId = Guid.NewGuid().ToString("N"),
        Id = $"video_{Guid.NewGuid():N}",
        Provider = "OpenAI",
        Model = "sora-2",
        Name = $"row-{number}",
        Prompt = $"A paper boat on a river, take {number}",
        State = SoraTaskState.Queued,
        RawState = "queued",
        CreatedAt = DateTimeOffset.UtcNow - TimeSpan.FromHours(1),
    };

    private static async Task<double> LoadAsync()
    {
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(s_window);
        return (Environment.CpuUsage.TotalTime - busy) / Stopwatch.GetElapsedTime(start) * 100;
    }
}
