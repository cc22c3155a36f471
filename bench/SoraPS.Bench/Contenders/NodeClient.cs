using System.ComponentModel;
using System.Diagnostics;

namespace SoraPS.Bench.Contenders;

/// <summary>OpenAI's own client for Node, fetched from npm.</summary>
internal static class NodeClient
{
    /// <summary>The last one that runs on Node 20.</summary>
    public const string Version = "6.49.0";

    private const string Folder = "output/bench/node";

    /// <summary>Makes a script ready to be run, and gives its path; null where there is no npm or no registry.</summary>
    public static async Task<string?> InstallAsync(string script)
    {
        Directory.CreateDirectory(Folder);
        try
        {
            using Process npm = Process.Start(
                "npm",
                ["install", "--prefix", Folder, $"openai@{Version}", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }

        // It looks for packages from where it lies.
        string copy = Path.GetFullPath(Path.Combine(Folder, Path.GetFileName(script)));
        File.Copy(script, copy, overwrite: true);
        return copy;
    }
}
