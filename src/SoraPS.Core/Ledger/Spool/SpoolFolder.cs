namespace SoraPS.Core.Ledger.Spool;

/// <summary>The folder of what a ledger that is no file cannot take.</summary>
internal static class SpoolFolder
{
    /// <summary>Makes the folder of a path, for its owner only.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public static void Make(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SpoolErrors.CannotMake(folder, exception);
        }
    }
}
