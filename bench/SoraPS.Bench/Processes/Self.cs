using System.Diagnostics;

namespace SoraPS.Bench.Processes;

/// <summary>This program, as a process of its own for a part of the work.</summary>
internal static class Self
{
    /// <summary>How to start it.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        // Under 'dotnet' the program is its first argument.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(Self).Assembly.Location]
            : [];
        return new ProcessStartInfo(Environment.ProcessPath!, [.. self, .. arguments]);
    }
}
