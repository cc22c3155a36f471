using System.Runtime.InteropServices;

namespace SoraPS.Loading;

/// <summary>Knows where a native library of this machine's kind lies beside the assemblies.</summary>
internal static class NativeLibraries
{
    public static string PathOf(string folder, string library) =>
        Path.Combine(folder, "runtimes", RuntimeId(), "native", FileName(library));

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

    private static string FileName(string library)
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
