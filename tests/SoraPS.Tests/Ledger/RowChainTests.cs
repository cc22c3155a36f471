using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>A row that is sent again stays with a task that may have been paid for, whatever becomes of the new one.</summary>
[Trait("Ledger", "Any")]
public class RowChainTests : LedgerFixture
{
    private const Resubmit Any = Resubmit.Unknown | Resubmit.Failed;

    [Theory]
    [InlineData(SoraTaskState.Unknown, true)]
    [InlineData(SoraTaskState.Unknown, false)]
    [InlineData(SoraTaskState.Failed, true)]
    [InlineData(SoraTaskState.Failed, false)]
    public async Task A_row_goes_back_to_its_task_when_the_new_one_is_not_made(SoraTaskState state, bool isRefused)
    {
        await using StoredLedger ledger = Open();
        SoraTask old = await RecordedAsync(ledger, state, Row("a"));
        SoraTask again = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task;

        await GoAsync(ledger, again, isRefused);

        LedgerClaim plain = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, old), (plain.Outcome, plain.Task));
        Assert.Contains(
            await ledger.HistoryAsync(old.RequestId),
            line => line.State == state && line.Happened.Contains("holds its row again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_goes_back_by_one_task_at_a_time()
    {
        await using StoredLedger ledger = Open();
        SoraTask first = await RecordedAsync(ledger, SoraTaskState.Unknown, Row("a"));
        SoraTask second = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task with { State = SoraTaskState.Unknown };
        await ledger.WriteAsync(new LedgerEntry(second, "No answer."));
        SoraTask third = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task;

        await GoAsync(ledger, third, isRefused: true);
        Assert.Equal(second.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
        Assert.True(await ledger.RemoveAsync(second.RequestId));
        Assert.Equal(first.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
        Assert.True(await ledger.RemoveAsync(first.RequestId));
        Assert.Null(await ledger.FindRowAsync(Row("a")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_goes_back_past_a_task_that_is_gone(bool isRefused)
    {
        await using StoredLedger ledger = Open();
        SoraTask first = await RecordedAsync(ledger, SoraTaskState.Unknown, Row("a"));
        SoraTask second = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task with { State = SoraTaskState.Unknown };
        await ledger.WriteAsync(new LedgerEntry(second, "No answer."));
        SoraTask third = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task;

        // Its answer comes late: it was refused, or somebody removed it.
        await GoAsync(ledger, second, isRefused);
        await GoAsync(ledger, third, isRefused: false);

        Assert.Equal(first.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
    }

    [Fact]
    public async Task A_resubmission_that_a_dead_process_left_goes_back_as_well()
    {
        await using StoredLedger crashed = Open();
        SoraTask first = await RecordedAsync(crashed, SoraTaskState.Unknown, Row("a"));
        SoraTask second = (await crashed.ClaimAsync(NewTask(), Row("a"), Any)).Task;
        KillOwners();

        await using StoredLedger ledger = Open();
        Assert.Equal(second.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
        SoraTask third = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task;
        await GoAsync(ledger, third, isRefused: true);
        await GoAsync(ledger, second, isRefused: false);

        Assert.Equal(first.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
    }

    [Trait("Only", "File")]
    [Fact]
    public async Task A_ledger_of_the_first_format_knows_its_rows()
    {
        using (SqliteDatabase database = MakeEmpty())
        {
            database.Execute(Schema.After(0).First());
            database.Execute($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = 1;");
            database.Execute(
                "INSERT INTO tasks (request_id, provider, batch, state, created_at, row_key) "
                + "VALUES ('old', 'LinkModel', 'spring', 'Unknown', 1790000000000, 'name:a')");
        }

        await using StoredLedger ledger = Open();
        SoraTask again = (await ledger.ClaimAsync(NewTask(), Row("a"), Any)).Task;
        await GoAsync(ledger, again, isRefused: true);

        Assert.Equal("old", (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
    }

    [Trait("Only", "File")]
    [Fact]
    public async Task A_ledger_from_before_gateways_own_fields_takes_them()
    {
        using (SqliteDatabase database = MakeEmpty())
        {
            foreach (string migration in Schema.After(0).Take(3))
            {
                database.Execute(migration);
            }

            database.Execute($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = 3;");
            database.Execute(
                "INSERT INTO tasks (request_id, id, provider, state, created_at, submitted_at) "
                + "VALUES ('old', 'i1', 'LinkModel', 'Queued', 1790000000000, 1790000000000)");
        }

        await using StoredLedger ledger = Open();
        SoraTask old = (await ledger.FindRequestAsync("old"))!;
        Assert.Null(old.GatewayData);
        SoraTask seen = old with { GatewayData = new(new Dictionary<string, object> { ["order_id"] = "1" }) };
        await ledger.WriteAsync(new LedgerEntry(seen, "Seen."));

        Assert.Equal(seen, await ledger.FindRequestAsync("old"));
    }

    // Surely refused, or stopped before it was sent.
    private static Task GoAsync(StoredLedger ledger, SoraTask task, bool isRefused) => isRefused
        ? ledger.WriteAsync(new LedgerEntry(task with { State = SoraTaskState.Failed }, "Refused.") { ReleasesRow = true })
        : ledger.RemoveAsync(task.RequestId);

    private SqliteDatabase MakeEmpty()
    {
        System.IO.File.Create(File).Dispose();
        return SqliteDatabase.Open(File);
    }
}
