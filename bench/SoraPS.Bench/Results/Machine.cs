using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SoraPS.Bench.Results;

/// <summary>Where it was measured.</summary>
internal static class Machine
{
    /// <summary>The machine, .NET, and the programs that were measured, each by its own --version.</summary>
    public static IReadOnlyDictionary<string, string> Describe(params string[] programs)
    {
        Dictionary<string, string> all = new()
        {
            ["system"] = RuntimeInformation.OSDescription,
            ["processors"] = $"{Environment.ProcessorCount} ({Processor()})",
            ["memory"] = string.Create(
                CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB"),
            [".NET"] = Environment.Version.ToString(),
            ["SoraPS"] = typeof(SoraTask).Assembly.GetName().Version?.ToString(3) ?? "",
        };
        foreach (string program in programs)
        {
            all[program] = VersionOf(program);
        }

        return all;
    }

    private static string Processor() =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string VersionOf(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() ?? "";
    }
}
