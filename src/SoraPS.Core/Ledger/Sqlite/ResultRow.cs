using SQLitePCL;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>The row that a statement has come to; gone with the next one.</summary>
internal readonly struct Row(sqlite3_stmt statement)
{
    private static readonly long s_first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A text that is always there; empty if it is not.</summary>
    public string Text(int column) => sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    /// <summary>A whole number that is always there.</summary>
    public long Number(int column) => sqlite3_column_int64(statement, column);

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A whole number, or null.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>A whole number, or null, also for one that an int cannot hold.</summary>
    public int? IntOrNull(int column) => NumberOrNull(column) is { } number && number == (int)number ? (int)number : null;

    /// <summary>A time, or null, also for one that no calendar has.</summary>
    public DateTimeOffset? TimeOrNull(int column) =>
        NumberOrNull(column) is { } milliseconds && milliseconds >= s_first && milliseconds <= s_last
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;
}
