using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Makes, checks and migrates the file, and proves that it can be written to.</summary>
internal static class LedgerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A process that closes a file loses its locks on it, also those of another ledger opened at the same time.
    private static readonly Lock s_lock = new();

    /// <summary>Opens the file for the writer.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static SqliteConnection Open(string path, DateTimeOffset now)
    {
        lock (s_lock)
        {
            Make(path);
            SqliteConnection? connection = null;
            try
            {
                connection = Connections.Open(path, create: false);
                Check(connection, path);
                UseSharedLog(connection, path);
                Migrate(connection, path);
                Prove(connection, now);
                return connection;
            }
            catch (SqliteException exception)
            {
                connection?.Dispose();
                throw LedgerErrors.Of(path, exception);
            }
            catch
            {
                connection?.Dispose();
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

    private static long Check(SqliteConnection connection, string path)
    {
        long version = (long)connection.Scalar("PRAGMA user_version")!;
        long program = (long)connection.Scalar("PRAGMA application_id")!;
        bool isEmpty = version == 0 && (long)connection.Scalar("SELECT count(*) FROM sqlite_master")! == 0;
        if (!isEmpty && program != Schema.ApplicationId)
        {
            throw LedgerErrors.Foreign(path);
        }

        return version <= Schema.Version ? version : throw LedgerErrors.Newer(path, version, Schema.Version);
    }

    private static void UseSharedLog(SqliteConnection connection, string path)
    {
        connection.Patiently("PRAGMA journal_mode = WAL");
        if (connection.Scalar("PRAGMA journal_mode") is not "wal")
        {
            throw LedgerErrors.NoSharedLog(path);
        }
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        if (Check(connection, path) == Schema.Version)
        {
            return;
        }

        connection.InTransaction(() =>
        {
            // Another process may have migrated it meanwhile.
            foreach (string migration in Schema.After(Check(connection, path)))
            {
                connection.Run(migration);
            }

            connection.Run($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {Schema.Version};");
        });
    }

    private static void Prove(SqliteConnection connection, DateTimeOffset now) => connection.InTransaction(
        () => connection.Run($"INSERT OR REPLACE INTO opening VALUES (1, {now.ToUnixTimeMilliseconds()})"));
}
