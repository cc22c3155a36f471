namespace SoraPS.Tests.Support;

/// <summary>A folder of its own for one test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("soraps-test-").FullName;

    /// <summary>Names of all files in it, in order.</summary>
    public string[] Files => [.. Directory.GetFiles(Path)
        .Select(System.IO.Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
