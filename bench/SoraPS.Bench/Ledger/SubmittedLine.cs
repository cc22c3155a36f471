using System.Globalization;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Ledger;

/// <summary>Submits rows of a CSV in a new PowerShell.</summary>
internal sealed class SubmittedLine(EmulatorProcess emulator, string folder)
{
    /// <summary>Submits rows, with the ledger or without.</summary>
    public async Task<LineRun> RunAsync(int rows, string batch, bool hasLedger)
    {
        string csv = Path.Combine(folder, $"{rows}.csv");
        if (!File.Exists(csv))
        {
            await File.WriteAllLinesAsync(
                csv, Enumerable.Range(0, rows).Select(row => $"row-{row},\"A paper boat, take {row}\"").Prepend("Name,Prompt"));
        }

        ProcessCost cost = await MeasuredProcess.RunAsync(
            "pwsh",
            ["-NoProfile", "-NonInteractive", "-File", Path.GetFullPath("bench/SoraPS.Bench/Ledger/submit.ps1"),
                Path.GetFullPath("output/SoraPS"), emulator.BaseUri.ToString(), csv, batch, hasLedger ? "with" : "without"],
            new Dictionary<string, string?> { ["SORAPS_LEDGER"] = Path.Combine(folder, "ledger.db") });
        double[] printed = [.. cost.Output.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (int)printed[0] == rows
            ? new LineRun(printed[1], printed[2])
            : throw new InvalidOperationException($"{printed[0]} of {rows} rows gave a task.");
    }
}
