using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SoraPS.Bench.Processes;

/// <summary>
/// Runs a process and measures all of it, with nothing added: a helper process of this program has it as its only child, so
/// that what the system counts for children is what it took.
/// </summary>
internal static class MeasuredProcess
{
    public const string Verb = "measure";

    private const string Marker = "\u001emeasured ";

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it printed.</exception>
    public static async Task<ProcessCost> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = Self.Start([Verb, program, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        int end = output.LastIndexOf(Marker, StringComparison.Ordinal);
        if (process.ExitCode != 0 || end < 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{await errors}");
        }

        string[] numbers = output[(end + Marker.Length)..].Split(' ');
        double[] measured = [.. numbers.Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new ProcessCost(measured[0], measured[1], measured[2], output[..end]);
    }

    /// <summary>The helper process: runs the program, and prints last what it took.</summary>
    public static async Task<int> HelpAsync(string[] arguments)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]))!;
        await process.WaitForExitAsync();
        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        (double cpu, double peak) = ChildrenUsage();
        await Console.Out.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Marker}{wall} {cpu} {peak}"));
        return process.ExitCode;
    }

    // Two times (seconds, microseconds), then the peak: kilobytes on Linux, bytes on macOS.
    private static (double Cpu, double Peak) ChildrenUsage()
    {
        const int children = -1;
        long[] usage = new long[18];
        if (GetRUsage(children, usage) != 0)
        {
            throw new InvalidOperationException("The system does not tell what its child processes took.");
        }

        double cpu = usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
        return (cpu, OperatingSystem.IsMacOS() ? usage[4] / 1e6 : usage[4] * 1024 / 1e6);
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetRUsage(int who, long[] usage);
}
