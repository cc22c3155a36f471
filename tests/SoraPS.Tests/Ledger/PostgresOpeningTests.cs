using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>What is on a server when a ledger is opened there.</summary>
public sealed class PostgresOpeningTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task Who_opens_it_first_makes_the_tables_and_who_opens_it_at_the_same_time_waits()
    {
        StoredLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Ledger.Open())));
        await Task.WhenAll(ledgers.Select((ledger, number) => ledger.BeginRunAsync($"run {number}")));
        IServerLedger last = (IServerLedger)ledgers[^1];

        IReadOnlyList<SoraLedgerProcess> others = await last.ProcessesAsync();
        Assert.Equal(7, others.Count);
        Assert.All(others, process => Assert.Equal((Environment.ProcessId, 0), (process.ProcessId, process.Rows)));
        Assert.Matches("^[0-9]+[.]", await last.VersionAsync());
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    [PostgresFact]
    public void What_is_not_this_versions_is_left_as_it_is()
    {
        Ledger.Sql("CREATE TABLE tasks (a integer)");
        Assert.Contains("of another program", Refusal().Message, StringComparison.Ordinal);
        Ledger.Sql("CREATE TABLE soraps_ledger (version integer); INSERT INTO soraps_ledger VALUES (99)");
        Assert.Contains("newer SoraPS (format 99", Refusal().Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_the_server_cannot_store_is_replaced_and_not_refused()
    {
        await using StoredLedger ledger = Ledger.Open();
        SoraTask task = await RecordedAsync(
            ledger, SoraTaskState.Queued, Row("a"), task => task with { Prompt = "A \0 cat \ud83d" });
        Assert.Equal("A \ufffd cat \ufffd", (await ledger.FindRequestAsync(task.RequestId))?.Prompt);
    }

    [PostgresFact]
    public async Task It_is_opened_by_its_place_alone()
    {
        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Ledger.Folder);
        try
        {
            await using ILedger ledger = LedgerEngines.Open(Ledger.Place);
            await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
            string kept = Assert.Single(Directory.GetFiles(Path.Combine(Ledger.Folder, "SoraPS", "spool")));
            Assert.StartsWith(Sql("SELECT id FROM soraps_ledger")!, Path.GetFileName(kept), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", data);
        }
    }

    private SoraException Refusal() => Assert.Throws<SoraException>(Open);
}
