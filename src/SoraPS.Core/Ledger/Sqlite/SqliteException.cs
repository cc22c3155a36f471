namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>SQLite refused.</summary>
/// <param name="code">Its error code.</param>
/// <param name="message">Its words.</param>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    /// <summary>SQLite's error code.</summary>
    public int Code { get; } = code;
}
