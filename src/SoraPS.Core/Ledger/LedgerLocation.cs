namespace SoraPS.Core.Ledger;

/// <summary>Where the ledger is kept.</summary>
public static class LedgerLocation
{
    /// <summary>The environment variable that says where.</summary>
    public const string Variable = "SORAPS_LEDGER";

    // One letter is a drive.
    private const int ShortestScheme = 2;

    /// <summary>
    /// What the environment names, else the file in the user's data folder: a full path, or the place of a database (see
    /// <see cref="ConnectionText"/>).
    /// </summary>
    /// <exception cref="SoraException">
    /// WriteFailed: the environment names no file by its full path nor a database, or this user has no data folder.
    /// </exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return ConnectionText.IsAddress(chosen) ? ConnectionText.ToPlace(chosen) : Checked(chosen);
        }

        return DataFolder() is { } data ? Path.Combine(data, "ledger.db") : throw Unusable(
            "There is no place for the ledger: this user has no data folder.",
            $"Say where to keep it in the environment variable {Variable}.");
    }

    /// <summary>The module's folder in the user's data folder; null if this user has none.</summary>
    // On Linux the latter is XDG_DATA_HOME, or else ~/.local/share.
    internal static string? DataFolder() => FolderIn(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The module's folder in a data folder; null if that is the empty text which stands for none.</summary>
    // In the current folder would be another ledger, in which no row is known.
    internal static string? FolderIn(string data) => data.Length > 0 ? Path.Combine(data, "SoraPS") : null;

    /// <summary>Refuses what names no file: an address.</summary>
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
                $"The ledger cannot be at an address of this kind ({text[..colon]}:).",
                "Name a file on a local disk by its full path, or a PostgreSQL database as postgresql://user@host/database."
                + " Set-SoraLedger takes the latter with -ConnectionString.");
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
