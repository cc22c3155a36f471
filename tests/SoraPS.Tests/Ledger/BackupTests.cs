using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>A copy of a ledger's file, as of one moment.</summary>
public sealed class BackupTests() : LedgerFixture(isPostgres: false)
{
    private string Copy => Path.Combine(Folder, "it's a copy.db");

    [Fact]
    public async Task It_holds_what_was_durable_while_the_ledger_is_open()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Queued, Row("a"));
        SqliteLedger.Backup(File, Copy);
        await RecordedAsync(ledger, SoraTaskState.Queued, Row("b"));
        await using SqliteLedger copy = SqliteLedger.Open(Copy);
        Assert.Equal(task, Assert.Single(await copy.ListAsync(new LedgerQuery())));
    }

    [Fact]
    public async Task No_file_is_overwritten_and_none_made_of_nothing()
    {
        Refused($"there is no ledger {File}");
        Assert.False(System.IO.File.Exists(Copy));
        await Open().DisposeAsync();
        await System.IO.File.WriteAllTextAsync(Copy, "Somebody's.");
        Refused($"{Copy} is there already");
        Assert.Equal("Somebody's.", await System.IO.File.ReadAllTextAsync(Copy));
    }

    [Fact]
    public async Task One_that_cannot_be_written_is_named()
    {
        await Open().DisposeAsync();
        string copy = Path.Combine(Folder, "none", "copy.db");
        SoraException exception = Assert.Throws<SoraException>(() => SqliteLedger.Backup(File, copy));
        Assert.StartsWith($"The ledger {copy} cannot be opened", exception.Message, StringComparison.Ordinal);
    }

    private void Refused(string why) => Assert.Equal(
        $"The ledger was not backed up: {why}.", Assert.Throws<SoraException>(() => SqliteLedger.Backup(File, Copy)).Message);
}
