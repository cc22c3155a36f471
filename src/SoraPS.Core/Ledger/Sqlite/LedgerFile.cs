using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Makes, checks and migrates the file, and proves that it can be written to.</summary>
internal static class LedgerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A process that closes a file loses its locks on it, also those of another ledger opened at the same time.
    private static readonly Lock s_lock = new();

    /// <summary>Opens the file for the writer.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="now">The time that is written to prove that it can be.</param>
    /// <param name="networkOf">Tells on what kind of network drive it is, or null; by default <see cref="NetworkDrive"/> does.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static SqliteDatabase Open(string path, DateTimeOffset now, Func<string, string?>? networkOf = null)
    {
        if ((networkOf ?? NetworkDrive.FormatOf)(path) is { } network)
        {
            throw LedgerErrors.OnNetwork(path, network);
        }

        lock (s_lock)
        {
            Make(path);
            SqliteDatabase? database = null;
            try
            {
                database = SqliteDatabase.Open(path);
                Check(database, path);
                EnableWal(database, path);
                Migrate(database, path);
                VerifyWritable(database, now);
                return database;
            }
            catch (SqliteException exception)
            {
                database?.Dispose();
                throw LedgerErrors.Of(path, exception);
            }
            catch
            {
                database?.Dispose();
                throw;
            }
        }
    }

    private static void Make(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            string folder = Path.GetDirectoryName(path) ?? path;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }

            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                // SQLite gives its own files beside it the same mode.
                options.UnixCreateMode = OwnerOnly;
            }

            using FileStream file = new(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerErrors.CannotMake(path, exception);
        }
    }

    private static long Check(SqliteDatabase database, string path)
    {
        // In this order: another process makes all of it at once, perhaps between two questions.
        long tables = Number(database, "SELECT count(*) FROM sqlite_master");
        long version = Number(database, "PRAGMA user_version");
        long program = Number(database, "PRAGMA application_id");
        bool isEmpty = version == 0 && tables == 0;
        if (!isEmpty && program != Schema.ApplicationId)
        {
            throw LedgerErrors.Foreign(path);
        }

        return version <= Schema.Version ? version : throw LedgerErrors.Newer(path, version, Schema.Version);
    }

    private static void EnableWal(SqliteDatabase database, string path)
    {
        database.ExecuteWithBusyRetry("PRAGMA journal_mode = WAL");
        if (database.Scalar("PRAGMA journal_mode") is not "wal")
        {
            throw LedgerErrors.NoSharedLog(path);
        }
    }

    private static void Migrate(SqliteDatabase database, string path)
    {
        if (Check(database, path) == Schema.Version)
        {
            return;
        }

        database.InTransaction(() =>
        {
            // Another process may have migrated it meanwhile.
            foreach (string migration in Schema.After(Check(database, path)))
            {
                database.Execute(migration);
            }

            database.Execute($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {Schema.Version};");
        });
    }

    private static void VerifyWritable(SqliteDatabase database, DateTimeOffset now) => database.InTransaction(
        () => database.Execute($"INSERT OR REPLACE INTO opening VALUES (1, {now.ToUnixTimeMilliseconds()})"));

    private static long Number(SqliteDatabase database, string sql) => (long)database.Scalar(sql)!;
}
