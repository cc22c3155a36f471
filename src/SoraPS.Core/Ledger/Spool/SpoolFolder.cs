namespace SoraPS.Core.Ledger.Spool;

/// <summary>The folder of what a ledger that is no file cannot take.</summary>
internal static class SpoolFolder
{
    /// <summary>The beginning of the path of what a ledger cannot take.</summary>
    /// <param name="ledger">What tells the ledger from all others.</param>
    /// <exception cref="SoraException">WriteFailed: this user has no data folder.</exception>
    public static string PathOf(string ledger) => LedgerLocation.DataFolder() is { } folder
        ? Path.Combine(folder, "spool", ledger)
        : throw SpoolErrors.NoFolder();

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
