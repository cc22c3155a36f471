using System.Diagnostics;

namespace SoraPS.Bench.Waiting;

/// <summary>Wait-SoraTask in a PowerShell that shows progress, measured from outside while no look is due.</summary>
internal static class WaitingShell
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    /// <summary>Percent of one core that it takes between looks.</summary>
    public static async Task<double> MeasureAsync(Uri gateway, int tasks, string folder)
    {
        string csv = Path.Combine(folder, $"{tasks}.csv");
        await File.WriteAllLinesAsync(csv, Enumerable.Range(0, tasks)
            .Select(row => $"{Guid.NewGuid():N},video_{Guid.NewGuid():N},OpenAI,sora-2,row-{row},Running,in_progress,2026-01-01T00:00:00Z")
            .Prepend("RequestId,Id,Provider,Model,Name,State,RawState,CreatedAt"));
        ProcessStartInfo start = new("pwsh", [
            "-NoProfile", "-NonInteractive", "-File", Path.GetFullPath("bench/SoraPS.Bench/Waiting/wait.ps1"),
            Path.GetFullPath("output/SoraPS"), gateway.ToString(), csv])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SORAPS_LEDGER"] = Path.Combine(folder, "ledger.db");
        using Process process = Process.Start(start)!;
        try
        {
            await PollsAsync(gateway, tasks, process);
            return await LoadAsync(process, gateway, tasks);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task PollsAsync(Uri gateway, int tasks, Process process)
    {
        while (await PatientGateway.AskedAsync(gateway) < tasks)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"It ended: {await process.StandardError.ReadToEndAsync()}");
            }

            await Task.Delay(100);
        }

        await Task.Delay(WaitingProcess.Settling);
    }

    private static async Task<double> LoadAsync(Process process, Uri gateway, int tasks)
    {
        TimeSpan busy = process.TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        await Task.Delay(s_window);
        process.Refresh();
        double load = (process.TotalProcessorTime - busy) / Stopwatch.GetElapsedTime(begin) * 100;
        return await PatientGateway.AskedAsync(gateway) == tasks
            ? load
            : throw new InvalidOperationException("A task was looked at again.");
    }
}
