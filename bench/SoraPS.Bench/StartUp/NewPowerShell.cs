using System.Globalization;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.StartUp;

/// <summary>Starts a PowerShell for each run.</summary>
internal sealed class NewPowerShell(EmulatorProcess emulator, string ledger, string? psOpenAi)
{
    public const string Wall = "wall (ms)";
    public const string Within = "within PowerShell (ms)";
    public const string Cpu = "CPU (ms)";

    private readonly Dictionary<string, string?> _environment = new()
    {
        ["OPENAI_API_KEY"] = EmulatorProcess.ApiKey,
        ["OPENAI_API_BASE"] = emulator.BaseUri.ToString(),
        ["SORAPS_MODULE"] = Path.GetFullPath("output/SoraPS"),
        ["SORAPS_LEDGER"] = ledger,
        ["PSOPENAI_MODULE"] = psOpenAi,
    };

    /// <summary>Runs what a contender does, and tells what the process took, and the command in it.</summary>
    public async Task<Dictionary<string, double>> RunAsync(StartUpContender contender)
    {
        // The number has to be all that is printed: PSOpenAI warns of the model.
        string command = "$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'; "
            + $"$watch = [Diagnostics.Stopwatch]::StartNew(); {contender.Command}; "
            + "$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)";
        int before = (await emulator.CountersAsync()).TasksMade;
        ProcessCost cost = await MeasuredProcess.RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", command], _environment);
        int made = (await emulator.CountersAsync()).TasksMade - before;
        if (made != contender.Tasks)
        {
            throw new InvalidOperationException($"{contender.Name} made {made} tasks.");
        }

        return new()
        {
            [Wall] = cost.Wall * 1000,
            [Within] = double.Parse(cost.Output, CultureInfo.InvariantCulture),
            [Cpu] = cost.Cpu * 1000,
        };
    }
}
