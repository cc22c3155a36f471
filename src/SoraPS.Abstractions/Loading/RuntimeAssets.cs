using System.Runtime.InteropServices;

namespace SoraPS.Loading;

/// <summary>Knows where the files for this kind of machine lie beside the portable assemblies.</summary>
internal static class RuntimeAssets
{
    private static readonly string s_runtime = RuntimeId();

    /// <summary>The path of such a file, there or not.</summary>
    /// <param name="folder">Where the portable assemblies are.</param>
    /// <param name="kind">native, or lib for assemblies.</param>
    /// <param name="file">Name of the file.</param>
    public static string PathOf(string folder, string kind, string file) =>
        Path.Combine(folder, "runtimes", s_runtime, kind, file);

    private static string RuntimeId()
    {
        string system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : IsMusl() ? "linux-musl"
            : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return $"{system}-{architecture}";
    }

    // Distributions that build .NET themselves name it after themselves, such as alpine.3.22-x64.
    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    /// <summary>The file name of a native library on this system.</summary>
    public static string NativeFile(string library)
    {
        string extension =
            OperatingSystem.IsWindows() ? ".dll"
            : OperatingSystem.IsMacOS() ? ".dylib"
            : ".so";
        string stem = library.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
            ? library[..^extension.Length]
            : library;
        return OperatingSystem.IsWindows() || stem.StartsWith("lib", StringComparison.Ordinal)
            ? stem + extension
            : "lib" + stem + extension;
    }
}
