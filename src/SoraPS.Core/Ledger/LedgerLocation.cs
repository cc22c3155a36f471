namespace SoraPS.Core.Ledger;

/// <summary>Where the ledger is kept.</summary>
public static class LedgerLocation
{
    /// <summary>The environment variable that says where.</summary>
    public const string Variable = "SORAPS_LEDGER";

    /// <summary>The file that the environment names, else the one in the user's data folder.</summary>
    /// <exception cref="SoraException">WriteFailed: this user has no data folder.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        // On Linux this is XDG_DATA_HOME, or else ~/.local/share.
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0 ? Path.Combine(data, "SoraPS", "ledger.db") : throw new SoraException(
            SoraErrorKind.WriteFailed, "There is no place for the ledger: this user has no data folder.")
        {
            RecommendedAction = $"Say where to keep it in the environment variable {Variable}.",
        };
    }
}
