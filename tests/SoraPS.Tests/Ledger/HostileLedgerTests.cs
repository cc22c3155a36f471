using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>A ledger that another program has written to, or that somebody has sent.</summary>
public class HostileLedgerTests : LedgerFixture
{
    [Theory]
    [InlineData("state = 'Paused'")]
    [InlineData("state = '3'")]
    [InlineData("state = x'00ff'")]
    [InlineData("error_kind = 'NotMine', error_message = 'Broken.'")]
    [InlineData("error_kind = 7")]
    [InlineData("price = 'a lot'")]
    [InlineData("created_at = 9223372036854775807, completed_at = -9223372036854775808, expires_at = 'soon'")]
    [InlineData("gateway_data = '{\"a\":{},\"b\":\"\\ud800\"}'")]
    [InlineData("gateway_data = '[1]'")]
    [InlineData("gateway_data = x'7b00'")]
    [InlineData("progress = 9223372036854775807, duration = 'long'")]
    [InlineData("video_uri = 'http://[', endpoint = x'00'")]
    [InlineData("claimed_at = 9223372036854775807, owner = '|||||'")]
    [InlineData("took = 9223372036854775807, state = 'Succeeded', model = 'm'")]
    public async Task A_value_that_makes_no_sense_hides_no_task(string change)
    {
        await using StoredLedger ledger = Open();
        SoraTask good = await RecordedAsync(ledger, SoraTaskState.Queued, Row("good"));
        SoraTask bad = await RecordedAsync(ledger, SoraTaskState.Running, Row("bad"));
        Sql($"UPDATE tasks SET {change} WHERE request_id = '{bad.RequestId}'");
        Sql("UPDATE history SET at = 9223372036854775807, state = 'Paused'");

        Assert.Equal([good.Id, bad.Id], (await ledger.ListAsync(new LedgerQuery())).Select(task => task.Id));
        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("bad"), Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, bad.Id), (again.Outcome, again.Task.Id));
        Assert.NotEmpty(await ledger.HistoryAsync(bad.RequestId));
        Assert.Empty(await ledger.DurationsAsync(bad.Provider, "m", 10));
    }

    [Fact]
    public async Task A_state_that_is_not_known_is_told()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Running);
        Sql("UPDATE tasks SET state = 'Paused'");

        SoraTask read = (await ledger.FindRequestAsync(task.RequestId))!;

        Assert.Equal((SoraTaskState.Unknown, SoraErrorKind.SubmissionUnknown), (read.State, read.Error?.Kind));
        Assert.Contains("Paused", read.Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4")]
    [InlineData(" Failed")]
    [InlineData("Failed ")]
    [InlineData("Queued, Failed")]
    public async Task A_word_that_only_resembles_a_state_lets_no_row_be_paid_for_again(string word)
    {
        await using StoredLedger ledger = Open();
        await RecordedAsync(ledger, SoraTaskState.Running, Row("a"));
        Sql($"UPDATE tasks SET state = '{word}'");

        LedgerClaim again = await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Failed);

        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (again.Outcome, again.Task.State));
    }

    [Theory]
    [InlineData("5")]
    [InlineData(" RateLimited")]
    [InlineData("Overloaded")]
    public async Task A_word_that_is_no_reason_is_that_of_no_other_reason(string word)
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Failed);
        Sql($"UPDATE tasks SET error_kind = '{word}', error_message = 'Too many.'");

        SoraTask read = (await ledger.FindRequestAsync(task.RequestId))!;

        Assert.Equal(new SoraTaskError(null, "Too many.", SoraErrorKind.TaskFailed), read.Error);
    }

    [Theory]
    [InlineData(40, "")]
    [InlineData(41, "...")]
    public async Task A_long_state_is_cut_in_what_a_person_reads(int length, string end)
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Running);
        Sql($"UPDATE tasks SET state = '{new string('x', length)}'");

        SoraTask read = (await ledger.FindRequestAsync(task.RequestId))!;

        Assert.EndsWith($" {new string('x', 40)}{end}.", read.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_triggers_do_not_run()
    {
        await Open().DisposeAsync();
        Sql("CREATE TRIGGER steal AFTER INSERT ON tasks BEGIN DELETE FROM tasks; END");
        Sql("CREATE TRIGGER forge AFTER UPDATE ON tasks BEGIN UPDATE tasks SET row_key = NULL; END");

        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Queued, Row("a"));

        Assert.Equal(task.RequestId, (await ledger.FindRowAsync(Row("a")))?.Task.RequestId);
    }

    [Fact]
    public async Task A_view_in_place_of_a_table_is_refused()
    {
        await Open().DisposeAsync();
        Sql("ALTER TABLE tasks RENAME TO kept");
        Sql("CREATE VIEW tasks AS SELECT * FROM kept");

        SoraException exception = Assert.Throws<SoraException>(Open);

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(File, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRAGMA trusted_schema", "0")]
    // FULL: a commit is on the disk when its caller is told. NORMAL would lose the last ones with the power.
    [InlineData("PRAGMA synchronous", "2")]
    [InlineData("PRAGMA journal_mode", "wal")]
    // Also after the first transaction, which waits in its own way.
    [InlineData("PRAGMA busy_timeout", "5000")]
    public async Task Every_connection_is_set_up_with(string pragma, string value)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(File);
        using SqliteDatabase beside = SqliteDatabase.Open(File);

        Assert.Equal(value, ledger.Setting(pragma));
        Assert.Equal(value, $"{beside.Scalar(pragma)}");
    }

    [Fact]
    public void The_library_is_of_this_age()
    {
        using SqliteDatabase database = LedgerFile.Open(File, DateTimeOffset.UnixEpoch);

        Version version = Version.Parse((string)database.Scalar("SELECT sqlite_version()")!);

        Assert.InRange(version, new Version(3, 50, 4), new Version(4, 0));
    }
}
