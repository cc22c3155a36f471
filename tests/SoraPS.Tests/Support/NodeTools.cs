namespace SoraPS.Tests.Support;

/// <summary>What tests in JavaScript need: packages that the build fetches by npm, and a Chromium of the system.</summary>
internal static class NodeTools
{
    private static readonly string[] s_browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The folder of the packages.</summary>
    public static string Modules { get; } = Path.Combine(Repository.Root, "output", "tools", "node", "node_modules");

    /// <summary>A Chromium; null if there is none.</summary>
    public static string? Browser { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => s_browsers.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether pages can be tested.</summary>
    public static bool HasBrowser => Browser is not null && Has("puppeteer-core") && Has("axe-core");

    /// <summary>Whether a package is there.</summary>
    public static bool Has(string package) => Directory.Exists(Path.Combine(Modules, package));
}
