using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SoraPS.Core.Ledger.Owners;

/// <summary>Which process, and which opened ledger in it, is submitting a row.</summary>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Boot">What tells one run of the machine from another, where the system tells; else empty.</param>
/// <param name="Pid">The process.</param>
/// <param name="Started">Milliseconds that tell it from an earlier process of the same number.</param>
/// <param name="Instance">The opened ledger in the process; with <see cref="LockPrefix"/>, the name of a file that it keeps locked.</param>
internal sealed record LedgerOwner(string Machine, string Boot, int Pid, long Started, string Instance)
{
    /// <summary>Marks an instance that keeps a file locked as long as it lives; those of SoraPS 0.1.0 have none.</summary>
    public const string LockPrefix = "lock-";

    // Some systems compute the start from a clock that is being corrected.
    private const long Tolerance = 2000;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");
    private static readonly string s_boot = ReadBoot();
    private static readonly long s_started = StartOf(Environment.ProcessId) ?? 0;

    /// <summary>Whether it keeps a file locked as long as it lives.</summary>
    public bool KeepsLock => Instance.StartsWith(LockPrefix, StringComparison.Ordinal);

    /// <summary>Whether it is or was on this machine.</summary>
    // Containers on one machine have names of their own, but the same start of the machine.
    public bool IsOnThisMachine => (Boot.Length > 0 && Boot == s_boot)
        || string.Equals(Machine, Environment.MachineName.Replace('|', '_'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether its process runs on this machine.</summary>
    public bool IsRunning => Boot == s_boot && StartOf(Pid) is { } started && Math.Abs(started - Started) <= Tolerance;

    /// <summary>An owner in this process, different at every call.</summary>
    public static LedgerOwner New() => new(
        Environment.MachineName.Replace('|', '_'), s_boot, Environment.ProcessId, s_started, $"{LockPrefix}{Guid.NewGuid():N}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is something else.</summary>
    public static LedgerOwner? Parse(string? text) =>
        text?.Split('|') is [var machine, var boot, var pid, var started, var instance]
        && !Unlocked(instance).ContainsAnyExcept(s_hex)
        && int.TryParse(pid, CultureInfo.InvariantCulture, out int number)
        && long.TryParse(started, CultureInfo.InvariantCulture, out long start)
        ? new LedgerOwner(machine, boot, number, start, instance)
        : null;

    /// <summary>What a person is told of it, such as 'process 4711 on render-2'.</summary>
    public string Describe() => IsOnThisMachine && Pid == Environment.ProcessId && Started == s_started
        ? "this process"
        : string.Create(CultureInfo.InvariantCulture, $"process {Pid} on {Machine}");

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Machine}|{Boot}|{Pid}|{Started}|{Instance}");

    private static ReadOnlySpan<char> Unlocked(string instance) =>
        instance.StartsWith(LockPrefix, StringComparison.Ordinal) ? instance.AsSpan(LockPrefix.Length) : instance;

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

    /// <summary>When a process started, in milliseconds; null if it does not run.</summary>
    internal static long? StartOf(int pid)
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
    private static long? TicksSinceBoot(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        // One that has ended stays in the list until its parent asks, which in a container may be never.
        return afterName[0] is "Z" or "X" ? null : 10 * long.Parse(afterName[19], CultureInfo.InvariantCulture);
    }
}
