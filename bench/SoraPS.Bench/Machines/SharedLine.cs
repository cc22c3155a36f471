using System.Diagnostics;
using System.Globalization;
using SoraPS.Bench.Processes;
using SoraPS.Emulator;

namespace SoraPS.Bench.Machines;

/// <summary>The same line in several PowerShells at once, as on several machines.</summary>
internal sealed class SharedLine(EmulatorProcess emulator, string folder, int rows)
{
    // So many for each process, before what is measured.
    private const int RowsBefore = 200;

    private readonly string _csv = WriteCsv(folder, rows);

    /// <summary>Runs it, and checks that each row was made and saved once, by one of them.</summary>
    /// <param name="processes">How many.</param>
    /// <param name="ledger">Their ledger.</param>
    /// <param name="statements">How many statements its server has run; null for a file.</param>
    /// <returns>Seconds from the first beginning to the last end, and the statements meanwhile.</returns>
    public async Task<(double Seconds, long Statements)> RunAsync(int processes, string ledger, Func<long>? statements)
    {
        string run = Guid.NewGuid().ToString("N");
        EmulatorCounters before = await emulator.CountersAsync();
        int rowsBefore = RowsBefore * processes;
        string csvBefore = WriteCsv(folder, rowsBefore);
        Process[] all = [.. Enumerable.Range(0, processes).Select(_ => Start(csvBefore, run, ledger))];
        try
        {
            foreach (Process process in all)
            {
                await SkipToAsync(process.StandardOutput, "ready");
            }

            long statementsBefore = statements?.Invoke() ?? 0;
            Array.ForEach(all, process => process.StandardInput.WriteLine());
            long[][] told = await Task.WhenAll(all.Select(process => ReadAsync(process.StandardOutput)));
            EmulatorCounters after = await emulator.CountersAsync();
            int made = after.Creates - before.Creates - rowsBefore;
            int fetched = after.Downloads - before.Downloads - rowsBefore;
            return told.Sum(one => one[0]) == rows && made == rows && fetched == rows
                ? ((told.Max(one => one[2]) - told.Min(one => one[1])) / 1000.0, (statements?.Invoke() ?? 0) - statementsBefore)
                : throw new InvalidOperationException($"{rows} rows: {made} made, {fetched} fetched, {told.Sum(one => one[0])} given.");
        }
        finally
        {
            foreach (Process process in all)
            {
                process.StandardInput.Close();
                await process.WaitForExitAsync();
                process.Dispose();
            }
        }
    }

    private static string WriteCsv(string folder, int rows)
    {
        string csv = Path.Combine(folder, $"{rows}.csv");
        File.WriteAllLines(
            csv, Enumerable.Range(0, rows).Select(row => $"row-{row},\"A paper boat, take {row}\"").Prepend("Name,Prompt"));
        return csv;
    }

    private Process Start(string csvBefore, string run, string ledger)
    {
        ProcessStartInfo start = new(
            "pwsh",
            [
                "-NoProfile", "-NonInteractive", "-File", Path.GetFullPath("bench/SoraPS.Bench/Machines/share.ps1"),
                Path.GetFullPath("output/SoraPS"), emulator.BaseUri.ToString(), csvBefore, _csv, run, Path.Combine(folder, run),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SORAPS_LEDGER"] = ledger;
        return Process.Start(start)!;
    }

    private static async Task SkipToAsync(StreamReader output, string word)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line == word)
            {
                return;
            }
        }

        throw new InvalidOperationException("A process ended before it was ready.");
    }

    // A summary stands before it.
    private static async Task<long[]> ReadAsync(StreamReader output)
    {
        string last = (await output.ReadToEndAsync()).TrimEnd().Split('\n')[^1];
        return [.. last.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }
}
