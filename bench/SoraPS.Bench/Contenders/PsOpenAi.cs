using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Contenders;

/// <summary>The PowerShell module PSOpenAI, where it is installed or PSOPENAI_PATH names its folder.</summary>
internal sealed record PsOpenAi(string Version, string Module)
{
    public const string Missing =
        "PSOpenAI was left out: it is not installed, and PSOPENAI_PATH names no folder of it.";

    /// <summary>Finds it, or gives null.</summary>
    public static async Task<PsOpenAi?> FindAsync()
    {
        const string find =
            "Get-Module -ListAvailable -Name ($env:PSOPENAI_PATH ?? 'PSOpenAI') | Select-Object -First 1 | "
            + "ForEach-Object { \"$($_.Version)|$($_.Path)\" }";
        ProcessCost cost = await MeasuredProcess.RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", find]);
        return cost.Output.Trim().Split('|') is [var version, var path] ? new PsOpenAi(version, path) : null;
    }
}
