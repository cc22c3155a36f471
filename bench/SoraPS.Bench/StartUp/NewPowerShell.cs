using SoraPS.Bench.Processes;

namespace SoraPS.Bench.StartUp;

/// <summary>Starts a PowerShell for each run.</summary>
internal sealed class NewPowerShell(EmulatorProcess emulator, string ledger, string? psOpenAi)
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["OPENAI_API_KEY"] = EmulatorProcess.ApiKey,
        ["OPENAI_API_BASE"] = emulator.BaseUri.ToString(),
        ["SORAPS_MODULE"] = Path.GetFullPath("output/SoraPS"),
        ["SORAPS_LEDGER"] = ledger,
        ["PSOPENAI_MODULE"] = psOpenAi,
    };

    /// <summary>Runs a command to its end, and gives the milliseconds from the start of the process.</summary>
    public async Task<double> RunAsync(StartUpContender contender)
    {
        int before = (await emulator.CountersAsync()).TasksMade;
        ProcessCost cost = await MeasuredProcess.RunAsync(
            "pwsh", ["-NoProfile", "-NonInteractive", "-Command", $"$ErrorActionPreference = 'Stop'; {contender.Command}"], _environment);
        int made = (await emulator.CountersAsync()).TasksMade - before;
        return made == contender.Tasks
            ? cost.Wall * 1000
            : throw new InvalidOperationException($"{contender.Name} made {made} tasks.");
    }
}
