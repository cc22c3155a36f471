namespace SoraPS.Core.Ledger;

/// <summary>Where the ledger is kept.</summary>
public static class LedgerLocation
{
    /// <summary>The environment variable that says where.</summary>
    public const string Variable = "SORAPS_LEDGER";

    // One letter is a drive.
    private const int ShortestScheme = 2;

    /// <summary>The file that the environment names, else the one in the user's data folder.</summary>
    /// <exception cref="SoraException">
    /// WriteFailed: the environment names no file by its full path, or this user has no data folder.
    /// </exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return Checked(chosen);
        }

        // On Linux this is XDG_DATA_HOME, or else ~/.local/share.
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0 ? Path.Combine(data, "SoraPS", "ledger.db") : throw Unusable(
            "There is no place for the ledger: this user has no data folder.",
            $"Say where to keep it in the environment variable {Variable}.");
    }

    /// <summary>Refuses what names no file: an address, or settings of a database server.</summary>
    /// <param name="text">What somebody gave as the ledger's place. It may hold a password, so no message shows it.</param>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public static void RequireFile(string text)
    {
        int colon = text.IndexOf(':');
        bool isAddress = text.Contains("://", StringComparison.Ordinal)
            || (colon >= ShortestScheme && Uri.CheckSchemeName(text[..colon]) && !Path.IsPathFullyQualified(text));
        if (isAddress)
        {
            throw Unusable(
                $"The ledger cannot be at an address ({text[..colon]}:): this version keeps it in a file.",
                "Name a file on a local disk by its full path.");
        }
    }

    // The process has a folder of its own, which PowerShell's cd does not change: a relative path would lead to another ledger, in
    // which no row is known, and all would be paid for again.
    private static string Checked(string chosen)
    {
        RequireFile(chosen);
        return Path.IsPathFullyQualified(chosen) ? Path.GetFullPath(chosen) : throw Unusable(
            $"The environment variable {Variable} does not name the ledger by its full path, so which file it is would depend on the "
            + "folder that a command is run from.",
            $"Give the full path, such as $env:{Variable} = Join-Path $PWD ledger.db, or use Set-SoraLedger, which takes a relative one.");
    }

    private static SoraException Unusable(string message, string action) =>
        new(SoraErrorKind.WriteFailed, message) { RecommendedAction = action };
}
