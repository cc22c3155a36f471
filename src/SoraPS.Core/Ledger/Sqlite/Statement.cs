using SQLitePCL;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>
/// A statement that is prepared once and run many times, with values for ?1, ?2, ... in their order. It is bound by
/// number and below the level of commands: every row that is submitted runs several, and a command costs more than the
/// work itself.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _statement;

    public Statement(Database database, string sql)
    {
        _database = database;
        database.Check(sqlite3_prepare_v2(database.Handle, sql, out _statement));
    }

    /// <summary>Runs it; gives the number of rows that it changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            _database.Check(sqlite3_step(_statement));
            return sqlite3_changes(_database.Handle);
        }
        finally
        {
            // It tells once more what the last step told.
            sqlite3_reset(_statement);
        }
    }

    /// <summary>Reads all rows.</summary>
    public List<T> Read<T>(Func<Row, T> read, params ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            List<T> rows = [];
            while (_database.Check(sqlite3_step(_statement)) == SQLITE_ROW)
            {
                rows.Add(read(new Row(_statement)));
            }

            return rows;
        }
        finally
        {
            sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        // One call for all that are null: most of a task's columns are, until it ends.
        sqlite3_clear_bindings(_statement);
        for (int index = 0; index < values.Length; index++)
        {
            _database.Check(values[index] switch
            {
                null => SQLITE_OK,
                string text => sqlite3_bind_text(_statement, index + 1, text),
                int number => sqlite3_bind_int64(_statement, index + 1, number),
                long number => sqlite3_bind_int64(_statement, index + 1, number),
                var other => throw new NotSupportedException($"{other.GetType()} is not kept in a ledger."),
            });
        }
    }
}
