namespace SoraPS.Tests.Support;

/// <summary>The files of this repository, for tests that read them.</summary>
internal static class Repository
{
    /// <summary>The folder that holds SoraPS.psd1.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SoraPS.psd1")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
