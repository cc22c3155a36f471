using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;
using SoraPS.Postgres;

namespace SoraPS.Tests.Support;

/// <summary>A test's ledger: a file, or with SORAPS_TEST_LEDGER=postgres a schema on this run's server.</summary>
public sealed class TestLedger : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _keywords;

    /// <summary>Makes a place for a ledger.</summary>
    /// <param name="isPostgres">Whether it is on a server; null for what the environment says.</param>
    public TestLedger(bool? isPostgres = null)
    {
        bool isOnServer = isPostgres ?? (Environment.GetEnvironmentVariable("SORAPS_TEST_LEDGER") is "postgres");
        _keywords = isOnServer && PostgresServer.IsAvailable ? PostgresServer.NewSchema() : null;
    }

    /// <summary>The folder of the file, and of what the ledger cannot take.</summary>
    public string Folder => _folder.Path;

    /// <summary>The path of the file; beside it is what the ledger cannot take.</summary>
    public string File => _folder.File("ledger.db");

    /// <summary>What names the ledger.</summary>
    public string Place => _keywords is null ? File : ConnectionText.Scheme + _keywords;

    /// <summary>Opens the ledger.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="timeout">How long writes wait for others; null for as long as usual.</param>
    public StoredLedger Open(TimeProvider? time = null, TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? TimeSpan.FromSeconds(30);
        return _keywords is null
            ? SqliteLedger.Open(File, time, patience)
            : PostgresLedger.Open(_keywords, time, patience, File);
    }

    /// <summary>A connection to the ledger's database.</summary>
    internal LedgerDatabase Connect() =>
        _keywords is null ? SqliteDatabase.Open(File) : PostgresDatabase.Open(PostgresSettings.Of(_keywords));

    /// <summary>Holds the ledger as another program would, until it is disposed of.</summary>
    internal LedgerDatabase Hold()
    {
        LedgerDatabase holder = Connect();
        holder.Begin(TimeSpan.FromSeconds(10));
        return holder;
    }

    /// <summary>Runs a statement beside the ledger, as another program would; gives the first value as text.</summary>
    public string? Sql(string sql)
    {
        if (_keywords is not null)
        {
            return PostgresServer.Execute(_keywords, sql);
        }

        if (!System.IO.File.Exists(File))
        {
            System.IO.File.Create(File).Dispose();
        }

        using SqliteDatabase database = SqliteDatabase.Open(File);
        return Convert.ToString(database.Scalar(sql), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes it look as if the process that submits had died.</summary>
    public void KillOwners()
    {
        LedgerOwner dead = LedgerOwner.New() with { Pid = int.MaxValue, Started = 1 };
        Sql($"UPDATE tasks SET owner = '{dead}'");
        Sql($"UPDATE runs SET owner = '{dead}'");
    }

    /// <summary>Another way to the server, which a test can cut.</summary>
    /// <param name="keywords">How to reach the ledger on it.</param>
    public TcpProxy Proxy(out string keywords)
    {
        string port = _keywords!.Split("Port=")[1].Split(';')[0];
        TcpProxy proxy = new(int.Parse(port, CultureInfo.InvariantCulture));
        keywords = _keywords.Replace($"Port={port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        return proxy;
    }

    /// <summary>No page of it is damaged, as far as the kind of ledger can tell.</summary>
    public void AssertSound() =>
        Assert.Equal(_keywords is null ? "ok" : "1", Sql(_keywords is null ? "PRAGMA integrity_check" : "SELECT 1"));

    public void Dispose() => _folder.Dispose();
}
