namespace SoraPS.Tests.Support;

/// <summary>The files of this repository, for tests that read them.</summary>
internal static class Repository
{
    private static readonly string[] s_made = ["bin", "obj", "output"];

    /// <summary>The folder that holds SoraPS.psd1.</summary>
    public static string Root { get; } = Find();

    /// <summary>The C# files of a folder and of those below it, by their paths from the root.</summary>
    public static string[] SourcesOf(params string[] folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine([Root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(s_made).Any())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The lines of a file that <see cref="SourcesOf"/> gave.</summary>
    public static string[] LinesOf(string file) => File.ReadAllLines(Path.Combine(Root, file));

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
