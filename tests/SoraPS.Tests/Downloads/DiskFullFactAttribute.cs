using System.Diagnostics;

namespace SoraPS.Tests.Downloads;

/// <summary>A test that needs a disk of one MiB; skipped where this process may not mount one.</summary>
public sealed class DiskFullFactAttribute : FactAttribute
{
    public DiskFullFactAttribute()
    {
        string folder = Directory.CreateTempSubdirectory("soraps-mount-").FullName;
        try
        {
            if (OperatingSystem.IsLinux() && Mount(folder))
            {
                Unmount(folder);
            }
            else
            {
                Skip = "This process may not mount a small disk.";
            }
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    public static bool Mount(string folder) => Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);

    public static void Unmount(string folder) => Assert.True(Run("umount", folder));

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
