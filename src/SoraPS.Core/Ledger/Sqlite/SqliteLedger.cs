using System.Globalization;
using Microsoft.Data.Sqlite;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>A ledger in an SQLite file that any number of processes may use at once.</summary>
public sealed class SqliteLedger : StoredLedger
{
    // What waits is paid for.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly SqliteDatabase _database;

    private SqliteLedger(string path, SqliteDatabase database, LedgerWrites writes, OwnerFile file, TimeSpan timeout)
        : base(database, writes, file, () => SqliteDatabase.Open(path), int.MaxValue, timeout)
    {
        Path = path;
        _database = database;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>What the writer's connection answers to a pragma.</summary>
    internal string? Setting(string pragma) => Convert.ToString(_database.Scalar(pragma), CultureInfo.InvariantCulture);

    /// <summary>Opens a ledger, made if it is not there, and proves that it can be written to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static SqliteLedger Open(string path, TimeProvider? time = null) => Open(path, time, s_timeout);

    /// <summary>Copies a ledger to a new file as of one moment, also while processes write to it.</summary>
    /// <param name="path">The ledger.</param>
    /// <param name="copy">The copy; its folder exists, and it does not.</param>
    /// <exception cref="SoraException">WriteFailed: the ledger cannot be read, or the copy cannot be written.</exception>
    public static void Backup(string path, string copy)
    {
        if (!File.Exists(path) || File.Exists(copy))
        {
            string why = File.Exists(path) ? $"{copy} is there already" : $"there is no ledger {path}";
            throw new SoraException(SoraErrorKind.WriteFailed, $"The ledger was not backed up: {why}.")
            {
                RecommendedAction = "Name a new file, and see with Get-SoraLedger which ledger is in use.",
            };
        }

        using SqliteDatabase database = SqliteDatabase.Open(path);
        try
        {
            database.Execute($"VACUUM INTO '{copy.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        catch (SqliteException exception)
        {
            throw LedgerErrors.Of(copy, exception);
        }
    }

    /// <summary>Opens a ledger whose writes wait so long for other processes that hold the file.</summary>
    internal static SqliteLedger Open(string path, TimeProvider? time, TimeSpan timeout)
    {
        string full = System.IO.Path.GetFullPath(path);
        TimeProvider clock = time ?? TimeProvider.System;
        SqliteDatabase database = LedgerFile.Open(full, clock.GetUtcNow());
        try
        {
            LedgerOwner owner = LedgerOwner.New();
            OwnerFile file = new(full, owner);
            LedgerWrites writes = new(database, new OwnerPresence(full, owner, file), clock);
            TakeOver(full, database, writes);
            return new SqliteLedger(full, database, writes, file, timeout);
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw LedgerErrors.Of(full, exception);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // What a process that is gone kept is known before what it left unanswered becomes Unknown.
    private static void TakeOver(string path, SqliteDatabase database, LedgerWrites writes)
    {
        List<LeftFile> left = [];
        database.InTransaction(() =>
        {
            left = LeftFile.FindAll(path);
            left.ForEach(file => file.Writes.ForEach(writes.Entries.Write));
            writes.Claims.RecoverOrphans();
        });
        left.ForEach(file => file.Remove());
    }
}
