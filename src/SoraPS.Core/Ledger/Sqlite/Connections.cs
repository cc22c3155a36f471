using System.Globalization;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Connections to a ledger file, and transactions that wait for other processes.</summary>
internal static class Connections
{
    // Someone may wait at the keyboard until a ledger is open; one that is open has paid tasks to write down.
    private static readonly TimeSpan s_openingPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_writingPatience = TimeSpan.FromSeconds(30);

    // Only one thread at a time has a connection, and nobody asks how much memory SQLite uses: it needs no locks for either.
    static Connections()
    {
        SQLitePCL.Batteries_V2.Init();
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path, bool create)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            connection.Direct(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                PRAGMA busy_timeout = {s_openingPatience.TotalMilliseconds};
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -16000;
                """));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give nothing back.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads one value.</summary>
    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Does something in a transaction of its own, while a ledger is opened.</summary>
    public static void InTransaction(this SqliteConnection connection, Action work)
    {
        try
        {
            connection.Patiently("BEGIN IMMEDIATE");
            work();
            connection.Commit();
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }

    /// <summary>Begins a transaction that may write, when no other process is in one.</summary>
    public static void Begin(this SqliteConnection connection) =>
        connection.Patiently("BEGIN IMMEDIATE", s_writingPatience);

    /// <summary>Makes what was written since <see cref="Begin"/> durable.</summary>
    public static void Commit(this SqliteConnection connection) => connection.Direct("COMMIT");

    /// <summary>Undoes what was written since <see cref="Begin"/>, if it is not undone yet.</summary>
    public static void Rollback(this SqliteConnection connection)
    {
        if (connection.IsInTransaction())
        {
            sqlite3_exec(connection.Handle, "ROLLBACK");
        }
    }

    /// <summary>False after an error so grave that SQLite itself has undone the transaction.</summary>
    public static bool IsInTransaction(this SqliteConnection connection) =>
        sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>Runs a short statement without the overhead of a command.</summary>
    public static void Direct(this SqliteConnection connection, string sql)
    {
        int code = sqlite3_exec(connection.Handle, sql);
        if (code != SQLITE_OK)
        {
            throw new SqliteException(sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
        }
    }

    /// <summary>Runs a statement again while others hold the file, in short uneven steps: none starves.</summary>
    public static void Patiently(this SqliteConnection connection, string sql, TimeSpan? patience = null)
    {
        TimeSpan longest = patience ?? s_openingPatience;
        long start = Environment.TickCount64;
        sqlite3_busy_timeout(connection.Handle, 0);
        try
        {
            int code;
            while ((code = sqlite3_exec(connection.Handle, sql)) is SQLITE_BUSY
                && Environment.TickCount64 - start < longest.TotalMilliseconds)
            {
                Thread.Sleep(Random.Shared.Next(1, 5));
            }

            if (code != SQLITE_OK)
            {
                throw new SqliteException(sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
            }
        }
        finally
        {
            sqlite3_busy_timeout(connection.Handle, (int)s_openingPatience.TotalMilliseconds);
        }
    }
}
