using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SoraPS.Core.Ledger;

/// <summary>Which process, and which opened ledger in it, is submitting a row.</summary>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Boot">What tells one run of the machine from another, where the system tells; else empty.</param>
/// <param name="Pid">The process.</param>
/// <param name="Started">Milliseconds that tell it from an earlier process of the same number.</param>
/// <param name="Instance">The opened ledger in the process.</param>
internal sealed record LedgerOwner(string Machine, string Boot, int Pid, long Started, string Instance)
{
    // No create request is under way for longer. Another machine's processes cannot be seen, only their age.
    private static readonly TimeSpan s_longestSubmission = TimeSpan.FromMinutes(15);

    // Some systems compute the start from a clock that is being corrected.
    private const long Tolerance = 2000;

    private static readonly string s_boot = ReadBoot();
    private static readonly long s_started = StartOf(Environment.ProcessId) ?? 0;

    /// <summary>An owner in this process, different at every call.</summary>
    public static LedgerOwner New() =>
        new(Environment.MachineName, s_boot, Environment.ProcessId, s_started, Guid.NewGuid().ToString("N"));

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is something else.</summary>
    public static LedgerOwner? Parse(string? text) =>
        text?.Split('|') is [var machine, var boot, var pid, var started, var instance]
        && int.TryParse(pid, CultureInfo.InvariantCulture, out int number)
        && long.TryParse(started, CultureInfo.InvariantCulture, out long start)
        ? new LedgerOwner(machine, boot, number, start, instance)
        : null;

    /// <summary>Whether it may still be submitting what it claimed so long ago.</summary>
    public bool IsAlive(TimeSpan age)
    {
        // Read from either side, so that a clock that jumps back ends such a wait as well.
        if (!string.Equals(Machine, Environment.MachineName, StringComparison.OrdinalIgnoreCase))
        {
            return age.Duration() < s_longestSubmission;
        }

        return Boot == s_boot && StartOf(Pid) is { } started && Math.Abs(started - Started) <= Tolerance;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Machine.Replace('|', '_')}|{Boot}|{Pid}|{Started}|{Instance}");

    private static string ReadBoot()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static long? StartOf(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return TicksSinceBoot(pid);
            }

            using Process process = Process.GetProcessById(pid);
            return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds();
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or IOException or FormatException)
        {
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or UnauthorizedAccessException)
        {
            // It is there but is someone else's, who cannot have written to this owner's file.
            return null;
        }
    }

    // The kernel counts in hundredths of a second since the start of the machine, whatever the clock does.
    private static long TicksSinceBoot(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return 10 * long.Parse(afterName[19], CultureInfo.InvariantCulture);
    }
}
