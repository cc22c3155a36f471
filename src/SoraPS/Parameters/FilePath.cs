using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>Reads the path of a file or folder as PowerShell does: relative to its current folder, and with its drives.</summary>
internal static class FilePath
{
    /// <summary>The full path, there or not. No character is a wildcard.</summary>
    /// <exception cref="SoraException">WriteFailed: files cannot be there.</exception>
    public static string Resolve(string path, SessionState session) =>
        TryResolve(path, session, out string why) ?? throw new SoraException(
            SoraErrorKind.WriteFailed, $"'{path}' is not a place for files. {why}")
        {
            RecommendedAction = "Give a path on a disk, such as ./videos.",
        };

    /// <summary>The full path, there or not; null, and the reason, if files cannot be there.</summary>
    public static string? TryResolve(string path, SessionState session, out string why)
    {
        try
        {
            string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            why = $"It is in the drive of the provider {provider.Name}, which holds no files.";
            return provider.Name is "FileSystem" ? full : null;
        }
        catch (Exception exception) when (
            exception is SessionStateException or ProviderInvocationException or ArgumentException or NotSupportedException or IOException)
        {
            why = exception.Message;
            return null;
        }
    }
}
