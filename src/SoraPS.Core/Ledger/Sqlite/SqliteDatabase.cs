using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SoraPS.Core.Ledger.Database;
using SQLitePCL;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>An open SQLite file, with transactions that wait for other processes.</summary>
internal sealed class SqliteDatabase : LedgerDatabase
{
    // Someone may wait at the keyboard until a ledger is open.
    private static readonly TimeSpan s_openingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly SqliteConnection _connection;

    // One thread at a time, and nobody asks how much memory SQLite uses: it needs no locks for either. Said before its first use.
    static SqliteDatabase()
    {
        Batteries_V2.Init();
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteDatabase(string path)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,

            // Closed is closed: what is pooled would hold the file.
            Pooling = false,

            // SQLite itself waits for other processes. When it gives up, ADO.NET is not to go on: 0 would be without end.
            DefaultTimeout = 1,
        }.ToString());
    }

    /// <inheritdoc/>
    public override DbConnection Connection => _connection;

    /// <inheritdoc/>
    public override string UnfinishedHint => "INDEXED BY tasks_unfinished";

    /// <inheritdoc/>
    public override string AddHistory =>
        "INSERT INTO history SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM history WHERE task = $1";

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens a file that is there, if only empty.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be opened.</exception>
    public static SqliteDatabase Open(string path)
    {
        SqliteDatabase database = new(path);
        try
        {
            database._connection.Open();
            database.Distrust();
            database.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                PRAGMA busy_timeout = {s_openingTimeout.TotalMilliseconds};
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -4000;
                """));
            return database;
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw database.Explain(exception);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give nothing back.</summary>
    /// <exception cref="SqliteException">One of them failed.</exception>
    // Not a command: where the first statement gives a row, as many a PRAGMA does, a command hides that a later one failed.
    public void Execute(string sql) => Check(sqlite3_exec(Handle, sql));

    /// <summary>Reads one value.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public object? Scalar(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Does something in a transaction of its own, while a ledger is opened.</summary>
    public void InTransaction(Action work)
    {
        try
        {
            Begin(s_openingTimeout);
            work();
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Runs a statement while a ledger is opened, again and again while others hold the file.</summary>
    public void ExecuteWithBusyRetry(string sql) => ExecuteWithBusyRetry(sql, s_openingTimeout);

    /// <inheritdoc/>
    protected override void BeginNext(TimeSpan timeout, bool isExclusive, Action? waits) =>
        ExecuteWithBusyRetry("BEGIN IMMEDIATE", timeout, waits);

    /// <inheritdoc/>
    // The columns themselves compare so.
    public override string Fold(string text) => text;

    /// <inheritdoc/>
    public override DbCommand Prepare(string sql, params ReadOnlySpan<ColumnType> types)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (ColumnType type in types)
        {
            command.Parameters.Add(new SqliteParameter
            {
                ParameterName = $"${command.Parameters.Count + 1}",
                DbType = type is ColumnType.Text ? DbType.String : DbType.Int64,
            });
        }

        command.Prepare();
        return command;
    }

    /// <inheritdoc/>
    public override void Commit() => Execute("COMMIT");

    /// <inheritdoc/>
    public override void Rollback()
    {
        // After a grave error SQLite itself has undone the transaction.
        if (sqlite3_get_autocommit(Handle) == 0)
        {
            sqlite3_exec(Handle, "ROLLBACK");
        }
    }

    /// <inheritdoc/>
    public override SoraException Explain(Exception exception) => LedgerErrors.Of(_path, (SqliteException)exception);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, Handle);

    // The file may come from anybody: nothing that it holds is to run.
    private void Distrust()
    {
        foreach ((int setting, int value) in ((int, int)[])
            [
                (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
                (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
                (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
                (SQLITE_DBCONFIG_DEFENSIVE, 1),
            ])
        {
            Check(sqlite3_db_config(Handle, setting, value, out _));
        }
    }

    // In short uneven steps, so that none starves.
    private void ExecuteWithBusyRetry(string sql, TimeSpan timeout, Action? waits = null)
    {
        long start = Environment.TickCount64;
        sqlite3_busy_timeout(Handle, 0);
        try
        {
            int code;
            while ((code = sqlite3_exec(Handle, sql)) is SQLITE_BUSY
                && Environment.TickCount64 - start < timeout.TotalMilliseconds)
            {
                if (waits is not null && Environment.TickCount64 - start >= s_moment.TotalMilliseconds)
                {
                    waits();
                    waits = null;
                }

#pragma warning disable RS0030 // SQLite has no lock to await, and this thread is the ledger's own.
                Thread.Sleep(Random.Shared.Next(1, 5));
#pragma warning restore RS0030
            }

            Check(code);
        }
        finally
        {
            sqlite3_busy_timeout(Handle, (int)s_openingTimeout.TotalMilliseconds);
        }
    }
}
