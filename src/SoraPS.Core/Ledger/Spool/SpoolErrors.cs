namespace SoraPS.Core.Ledger.Spool;

/// <summary>What a person reads when nothing can be kept beside the ledger, so that nothing may be claimed.</summary>
internal static class SpoolErrors
{
    private const string Elsewhere = $"or keep the ledger elsewhere with the environment variable {LedgerLocation.Variable}";

    /// <summary>The file cannot be made.</summary>
    public static SoraException CannotMake(string path, Exception inner) => New(
        path, $"cannot be made: {inner.Message.TrimEnd('.')}", $"Check that its folder can be written to, {Elsewhere}.", inner);

    /// <summary>The file system does not tell one process what another has locked.</summary>
    public static SoraException NoLocks(string path) => New(
        path, "is on a file system where files cannot be locked", $"Use a folder on a local disk: move it there, {Elsewhere}.");

    /// <summary>There is no place to keep anything in.</summary>
    public static SoraException NoFolder() => new(
        SoraErrorKind.WriteFailed, "What the ledger cannot take has no place to be kept in: this user has no data folder.")
    {
        RecommendedAction = "Give the user a home folder, or name a folder in XDG_DATA_HOME.",
    };

    private static SoraException New(string path, string what, string action, Exception? inner = null) =>
        new(SoraErrorKind.WriteFailed, $"The ledger {path} {what}.", inner) { RecommendedAction = action };
}
