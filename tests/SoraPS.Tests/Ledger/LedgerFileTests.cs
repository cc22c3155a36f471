using Microsoft.Data.Sqlite;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Support;
using SQLitePCL;

namespace SoraPS.Tests.Ledger;

public sealed class LedgerFileTests : LedgerFixture
{
    [Fact]
    public async Task A_newer_ledger_is_left_as_it_is()
    {
        await Open().DisposeAsync();
        Sql("PRAGMA user_version = 99");
        Refused("newer", "Update SoraPS");
    }

    [Fact]
    public void Another_programs_database_is_left_as_it_is()
    {
        Sql("CREATE TABLE other (a)");
        Refused("another program", LedgerLocation.Variable);
    }

    [Fact]
    public void A_file_that_is_no_database_is_left_as_it_is()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));
        Refused("is not a ledger", LedgerLocation.Variable);
    }

    [Fact]
    public async Task A_damaged_file_is_left_as_it_is()
    {
        await using (StoredLedger ledger = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(
                row => RecordedAsync(ledger, SoraTaskState.Queued, Row($"{row}"))));
        }

        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes.AsSpan(100, 3900).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        Refused("is damaged", "Restore a copy");
    }

    [Fact]
    public async Task A_ledger_that_lacks_a_table_is_left_as_it_is()
    {
        await Open().DisposeAsync();
        Sql("DROP TABLE opening");
        Refused("no such table: opening", LedgerLocation.Variable);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_ledger()
    {
        System.IO.File.WriteAllText(File, "");
        await Open().DisposeAsync();
        Assert.Equal($"{Schema.Version}", Sql("PRAGMA user_version"));
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string made = Path.Combine(Folder, "deep", "data");
        await using SqliteLedger ledger = SqliteLedger.Open(Path.Combine(made, "ledger.db"));
        await RecordedAsync(ledger, SoraTaskState.Queued);

        string[] files = Directory.GetFiles(made);
        Assert.Equal(4, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            System.IO.File.GetUnixFileMode(made));
    }

    [LinuxFact]
    public async Task A_closed_ledger_has_no_file_open()
    {
        await using (SqliteLedger ledger = SqliteLedger.Open(File))
        {
            SoraTask task = await RecordedAsync(ledger, SoraTaskState.Queued);
            await ledger.FindRequestAsync(task.RequestId);
            Assert.NotEmpty(OpenFiles());
        }

        Assert.Empty(OpenFiles());

        IEnumerable<string> OpenFiles() => Directory.GetFiles("/proc/self/fd")
            .Select(link => new FileInfo(link).LinkTarget ?? "").Where(target => target.StartsWith(Folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SQLite_counts_no_memory_which_would_take_a_lock_each_time()
    {
        await using SqliteLedger ledger = SqliteLedger.Open(File);

        Assert.Equal(0, raw.sqlite3_memory_used());
    }

    [Theory]
    [InlineData(5, "locked")]
    [InlineData(8, "read-only")]
    [InlineData(13, "disk is full")]
    [InlineData(14, "cannot be opened")]
    [InlineData(10 + (12 << 8), "disk I/O error")]
    public void Every_failure_says_what_and_what_next(int code, string what)
    {
        System.IO.File.WriteAllText(File, "");
        SoraException exception = LedgerErrors.Of(File, code, "disk I/O error");

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(File, exception.Message, StringComparison.Ordinal);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.RecommendedAction);
    }

    [Theory]
    [InlineData("SQLite Error 1: 'no such table: tasks'.", "no such table: tasks")]
    [InlineData("SQLite Error 1: ''.", "SQLite Error 1: ''")]
    [InlineData("It failed.", "It failed")]
    [InlineData("It's gone.", "It's gone")]
    public void Of_a_failure_that_has_no_name_here_SQLites_own_words_are_told(string message, string words) =>
        Assert.Equal($"The ledger {File} failed: {words}.", LedgerErrors.Of(File, new SqliteException(message, 1)).Message);

    [LinuxFact]
    public void Where_no_space_is_left_the_disk_is_full_though_SQLite_says_only_that_writing_failed() => Assert.Contains(
        "the disk is full", LedgerErrors.Of("/proc/version", 10, "disk I/O error").Message, StringComparison.Ordinal);

    private void Refused(string what, string action)
    {
        byte[] before = System.IO.File.ReadAllBytes(File);

        SoraException exception = Assert.Throws<SoraException>(Open);

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.Contains(action, exception.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }
}
