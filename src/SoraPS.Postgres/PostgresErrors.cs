using Npgsql;

namespace SoraPS.Postgres;

/// <summary>What a person reads when the database cannot be used: which one, why, and what to do. Never a password.</summary>
internal static class PostgresErrors
{
    /// <summary>The failure that an exception stands for.</summary>
    /// <param name="ledger">Which ledger.</param>
    /// <param name="exception">What the driver says.</param>
    /// <param name="cause">What the failure names as its cause.</param>
    public static SoraException Of(string ledger, Exception exception, Exception cause) => exception switch
    {
        PostgresException { SqlState: "28P01" or "28000" } refused => New(
            ledger,
            $"refused the user: {refused.MessageText}",
            "Check the user's name, and the password in PGPASSWORD, .pgpass, the connection string or -Credential.",
            cause),
        PostgresException { SqlState: "3D000" } => New(ledger, "does not exist", "Create the database, or name another.", cause),
        PostgresException { SqlState: "42501" or "3F000" } refused => New(
            ledger,
            $"refused: {refused.MessageText}",
            "Give the user the right to use the schema, to create tables there, and to read and write those of the ledger.",
            cause),
        PostgresException { SqlState: "25006" } => New(
            ledger, "is read-only", "Name the primary server, or all of them with Target Session Attributes=primary.", cause),
        PostgresException { SqlState: "53300" } => New(
            ledger, "has no connection left", "Raise max_connections, or run fewer processes; each needs up to four.", cause),
        PostgresException { SqlState: "53100" } => New(ledger, "cannot be written to: its disk is full", "Free some space.", cause),
        PostgresException { SqlState: "55P03" } => New(
            ledger,
            "is locked by another process for too long",
            "Look in pg_stat_activity for what holds it, then run the same command again.",
            cause),
        PostgresException failed => New(
            ledger, $"failed: {failed.MessageText} ({failed.SqlState})", "Look in the server's log.", cause),
        _ => New(
            ledger,
            $"cannot be reached: {WordsOf(exception)}",
            "Check the server and the network, then run the same command again.",
            cause),
    };

    /// <summary>The ledger was written by a version of SoraPS that knows more.</summary>
    public static SoraException Newer(string ledger, long version, int known) => New(
        ledger,
        $"was written by a newer SoraPS (format {version}; this one knows up to {known})",
        "It was left as it is. Update SoraPS.");

    /// <summary>The tables are those of something else.</summary>
    public static SoraException Foreign(string ledger) => New(
        ledger,
        "holds a table named tasks of another program",
        "It was left as it is. Create a schema for the ledger, and name it with Search Path=... or as the role's search_path.");

    /// <summary>The server is none that keeps claims apart.</summary>
    public static SoraException WrongServer(string ledger, string version) => New(
        ledger, $"is on a server that cannot keep it: {version}", "Use PostgreSQL 13 or newer.");

    // The driver tells what it did; what went wrong stands in the innermost.
    private static string WordsOf(Exception exception)
    {
        string cause = exception.GetBaseException().Message.TrimEnd('.');
        string message = exception.Message.TrimEnd('.');
        return cause == message ? message : $"{message}: {cause}";
    }

    private static SoraException New(string ledger, string what, string action, Exception? inner = null) =>
        new(SoraErrorKind.WriteFailed, $"The ledger {ledger} {what}.", inner) { RecommendedAction = action };
}
