using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>What a person reads when the ledger cannot be used: which file, why, and what to do.</summary>
internal static class LedgerErrors
{
    private const string Elsewhere =
        $"or keep the ledger elsewhere with the environment variable {LedgerLocation.Variable}";

    private const long LeastSpace = 64 * 1024;

    /// <summary>The failure that an error code of SQLite stands for.</summary>
    public static SoraException Of(string path, int code, string words, Exception? inner = null) => (code & 0xFF) switch
    {
        SQLITE_BUSY or SQLITE_LOCKED => New(
            path,
            "is locked by another process for too long",
            "End or wait for what holds it, then run the same command again.",
            inner),
        SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH => New(
            path,
            "cannot be written to: it is read-only",
            $"Give yourself the right to write to it, {Elsewhere}.",
            inner),
        SQLITE_FULL => Full(path, inner),
        SQLITE_IOERR when IsFull(path) => Full(path, inner),
        SQLITE_CANTOPEN => New(
            path,
            "cannot be opened",
            $"Check that its folder exists and that you may write there, {Elsewhere}.",
            inner),
        SQLITE_NOTADB => New(
            path, "is not a ledger", $"It was left as it is. Move it away if nothing needs it, {Elsewhere}.", inner),
        SQLITE_CORRUPT => New(
            path, "is damaged", "It was left as it is, with what can be read from it. Restore a copy, or move it away; "
                + "before rows are sent again, look in the gateways' consoles what was made.", inner),
        _ => New(path, $"failed: {words.TrimEnd('.')}", $"Check the disk that it is on, {Elsewhere}.", inner),
    };

    /// <summary>The failure that an exception stands for.</summary>
    public static SoraException Of(string path, SqliteException exception) =>
        Of(path, exception.SqliteErrorCode, WordsOf(exception), exception);

    /// <summary>The file was written by a version of SoraPS that knows more.</summary>
    public static SoraException Newer(string path, long version, int known) => New(
        path, $"was written by a newer SoraPS (format {version}; this one knows up to {known})",
        $"It was left as it is. Update SoraPS, {Elsewhere}.");

    /// <summary>The file is a database of something else.</summary>
    public static SoraException Foreign(string path) => New(
        path, "is a database of another program", $"It was left as it is. Name another file, {Elsewhere}.");

    /// <summary>The folder or the file cannot be made.</summary>
    public static SoraException CannotMake(string path, Exception inner) => New(
        path,
        $"cannot be made: {inner.Message.TrimEnd('.')}",
        $"Check that its folder can be written to, {Elsewhere}.",
        inner);

    /// <summary>The file system cannot hold a write-ahead log.</summary>
    public static SoraException NoSharedLog(string path) => New(
        path, "is on a file system that several processes cannot share safely",
        $"Use a folder on a local disk: move it there, {Elsewhere}.");

    /// <summary>The file is on another machine.</summary>
    public static SoraException OnNetwork(string path, string network) => New(
        path, $"is on a network drive ({network}), where machines do not see each other's rows and could pay for them twice",
        $"Move it to a local disk while nothing uses it, {Elsewhere}.");

    private static SoraException Full(string path, Exception? inner) =>
        New(path, "cannot be written to: the disk is full", $"Free some space, {Elsewhere}.", inner);

    // SQLite's own words, out of: SQLite Error 5: 'database is locked'.
    private static string WordsOf(SqliteException exception)
    {
        string message = exception.Message;
        int start = message.IndexOf('\'') + 1;
        int end = message.LastIndexOf('\'');
        return start > 0 && end > start ? message[start..end] : message;
    }

    // Where the log that processes share cannot grow, SQLite tells no more than that writing failed.
    private static bool IsFull(string path)
    {
        try
        {
            string drive = OperatingSystem.IsWindows() ? Path.GetPathRoot(path) ?? path : path;
            return new DriveInfo(drive).AvailableFreeSpace < LeastSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not to be told: the failure itself is.
            return false;
        }
    }

    private static SoraException New(string path, string what, string action, Exception? inner = null) =>
        new(SoraErrorKind.WriteFailed, $"The ledger {path} {what}.", inner) { RecommendedAction = action };
}
