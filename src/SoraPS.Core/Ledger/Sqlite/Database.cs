using System.Globalization;
using SQLitePCL;
using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>An open SQLite file, used by one thread at a time, with transactions that wait for other processes.</summary>
internal sealed class Database : IDisposable
{
    // Someone may wait at the keyboard until a ledger is open.
    private static readonly TimeSpan s_openingPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(250);

    // One thread at a time, and nobody asks how much memory SQLite uses: it needs no locks for either.
    static Database()
    {
        Batteries_V2.Init();
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Database(sqlite3 handle) => Handle = handle;

    /// <summary>What the library's functions are given.</summary>
    public sqlite3 Handle { get; }

    /// <summary>False after an error so grave that SQLite itself has undone the transaction.</summary>
    public bool IsInTransaction => sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Opens a file that is there, if only empty.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static Database Open(string path)
    {
        int code = sqlite3_open_v2(path, out sqlite3 handle, SQLITE_OPEN_READWRITE, null);
        Database database = new(handle);
        try
        {
            database.Check(code);
            database.Distrust();
            database.Run(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                PRAGMA busy_timeout = {s_openingPatience.TotalMilliseconds};
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -4000;
                """));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give nothing back.</summary>
    public void Run(string sql) => Check(sqlite3_exec(Handle, sql));

    /// <summary>Reads one value.</summary>
    public T Scalar<T>(string sql, Func<Row, T> read)
    {
        using Statement statement = new(this, sql);
        return statement.Read(read)[0];
    }

    /// <summary>Does something in a transaction of its own, while a ledger is opened.</summary>
    public void InTransaction(Action work)
    {
        try
        {
            WithBusyRetry("BEGIN IMMEDIATE", s_openingPatience);
            work();
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Begins a transaction that may write, when no other process is in one.</summary>
    /// <param name="patience">How long others may hold the file.</param>
    /// <param name="waits">Called once if that takes longer than a moment.</param>
    public void Begin(TimeSpan patience, Action? waits = null) => WithBusyRetry("BEGIN IMMEDIATE", patience, waits);

    /// <summary>Makes what was written since <see cref="Begin"/> durable.</summary>
    public void Commit() => Run("COMMIT");

    /// <summary>Undoes what was written since <see cref="Begin"/>, if it is not undone yet.</summary>
    public void Rollback()
    {
        if (IsInTransaction)
        {
            sqlite3_exec(Handle, "ROLLBACK");
        }
    }

    /// <summary>Runs a statement while a ledger is opened, again and again while others hold the file.</summary>
    public void WithBusyRetry(string sql) => WithBusyRetry(sql, s_openingPatience);

    /// <summary>Throws what an error code stands for; gives any other back.</summary>
    public int Check(int code) => code is SQLITE_OK or SQLITE_ROW or SQLITE_DONE
        ? code
        : throw new SqliteException(code, sqlite3_errmsg(Handle).utf8_to_string());

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

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
    private void WithBusyRetry(string sql, TimeSpan patience, Action? waits = null)
    {
        long start = Environment.TickCount64;
        sqlite3_busy_timeout(Handle, 0);
        try
        {
            int code;
            while ((code = sqlite3_exec(Handle, sql)) is SQLITE_BUSY
                && Environment.TickCount64 - start < patience.TotalMilliseconds)
            {
                if (waits is not null && Environment.TickCount64 - start >= s_moment.TotalMilliseconds)
                {
                    waits();
                    waits = null;
                }

                Thread.Sleep(Random.Shared.Next(1, 5));
            }

            Check(code);
        }
        finally
        {
            sqlite3_busy_timeout(Handle, (int)s_openingPatience.TotalMilliseconds);
        }
    }
}
