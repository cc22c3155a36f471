using System.Diagnostics;

namespace SoraPS.Tests.Support;

/// <summary>A test with a process in a list of processes of its own, as a container has.</summary>
public sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = CanRun() ? null : "It takes unshare and the right to use it.";

    private static bool CanRun()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using Process trial = Process.Start(new ProcessStartInfo("sh", ["-c", "unshare --pid --fork --kill-child true"])
        {
            RedirectStandardError = true,
        })!;
        trial.WaitForExit();
        return trial.ExitCode == 0;
    }
}
