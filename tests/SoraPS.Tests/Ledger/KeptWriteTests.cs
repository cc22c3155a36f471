using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>What the ledger cannot take is kept until it can: ids of paid tasks are never thrown away.</summary>
public class KeptWriteTests : LedgerFixture
{
    private string[] KeptFiles => Directory.GetFiles(Folder, "ledger.db.lock-*");

    [Fact]
    public async Task It_is_written_after_the_next_write_that_succeeds()
    {
        await using SqliteLedger ledger = Open();
        SoraTask made = await FailToWriteAsync(ledger);
        Assert.NotEqual(0, new FileInfo(Assert.Single(KeptFiles)).Length);
        await ledger.ClaimAsync(NewTask(), Row("b"), Resubmit.None);

        await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length == 0, "nothing kept any more");
        Assert.Equal(made, await ledger.FindRequestAsync(made.RequestId));
        Assert.Equal(
            (ClaimOutcome.Existing, made.Id), Seen(await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)));
    }

    [Fact]
    public async Task It_is_written_at_the_latest_when_the_ledger_is_closed()
    {
        SqliteLedger ledger = Open();
        SoraTask made = await FailToWriteAsync(ledger);
        await ledger.DisposeAsync();

        Assert.Empty(KeptFiles);
        Assert.Equal(made.Id, Sql($"SELECT id FROM tasks WHERE state = 'Queued' AND request_id = '{made.RequestId}'"));
    }

    [Fact]
    public async Task It_stays_in_a_file_of_its_owner_and_the_next_opening_takes_it_in()
    {
        SqliteLedger ledger = OpenImpatient();
        SoraTask made = await ClaimedAsync(ledger);
        string file;
        using (SqliteDatabase holder = Hold())
        {
            SoraException error = await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
            file = Assert.Single(KeptFiles);
            Assert.Contains($"kept in {file}", error.Message, StringComparison.Ordinal);
            await ledger.DisposeAsync();
            Assert.Equal([file], KeptFiles);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
            }
        }

        await using SqliteLedger next = Open();
        Assert.False(System.IO.File.Exists(file));
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
        Assert.Equal((ClaimOutcome.Existing, made.Id), Seen(await next.ClaimAsync(NewTask(), Row("a"), Resubmit.Unknown)));
    }

    [Fact]
    public async Task It_is_kept_while_others_hold_the_ledger_since_the_process_may_be_killed_meanwhile()
    {
        await using SqliteLedger ledger = Open();
        SoraTask made = await ClaimedAsync(ledger);
        Task writing;
        using (SqliteDatabase holder = Hold())
        {
            writing = ledger.WriteAsync(Accepted(made));
            await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length > 0, "it is kept");
            Assert.False(writing.IsCompleted);
        }

        await writing;
        await Eventually.TrueAsync(() => new FileInfo(Assert.Single(KeptFiles)).Length == 0, "nothing kept any more");
        Assert.Equal(2, (await ledger.HistoryAsync(made.RequestId)).Count);
    }

    [Fact]
    public async Task A_row_that_was_not_sent_after_all_is_forgotten_as_well()
    {
        SqliteLedger ledger = OpenImpatient();
        SoraTask task = await ClaimedAsync(ledger);
        using (SqliteDatabase holder = Hold())
        {
            await Assert.ThrowsAsync<SoraException>(() => ledger.RemoveAsync(task.RequestId));
            await ledger.DisposeAsync();
        }

        await using SqliteLedger next = Open();
        Assert.Null(await next.FindRequestAsync(task.RequestId));
    }

    [Fact]
    public async Task What_a_closed_ledger_could_not_give_up_is_lost_and_not_waited_for()
    {
        await using SqliteLedger other = Open();
        SqliteLedger ledger = OpenImpatient();
        await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        using (SqliteDatabase holder = Hold())
        {
            await ledger.DisposeAsync();
        }

        LedgerClaim claim = await other.ClaimAsync(NewTask(), Row("a"), Resubmit.None);
        Assert.Equal((ClaimOutcome.Existing, SoraTaskState.Unknown), (claim.Outcome, claim.Task.State));
    }

    [Fact]
    public async Task Half_a_line_of_a_process_that_was_killed_spoils_nothing_and_stays_to_be_looked_at()
    {
        SqliteLedger ledger = OpenImpatient();
        SoraTask made = await ClaimedAsync(ledger);
        string file;
        using (SqliteDatabase holder = Hold())
        {
            await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
            file = Assert.Single(KeptFiles);
            await ledger.DisposeAsync();
        }

        await System.IO.File.AppendAllTextAsync(file, """{"Entry":{"Task":{"Reque""");
        await using SqliteLedger next = Open();
        Assert.Equal(made, await next.FindRequestAsync(made.RequestId));
        Assert.Empty(KeptFiles);
        string unread = Assert.Single(Directory.GetFiles(Folder, "ledger.db.unread-*"));
        Assert.EndsWith("Reque", await System.IO.File.ReadAllTextAsync(unread), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Entry":{"Happened":"x"}}""")]
    [InlineData("""{"Entry":{"Task":{"RequestId":"r1","Provider":"OpenAI"},"Happened":null}}""")]
    [InlineData("""{"Entry":{"Task":{"RequestId":null,"Provider":null},"Happened":"x"}}""")]
    public async Task A_line_that_tells_no_whole_write_does_not_keep_the_ledger_shut(string line)
    {
        await using (Open())
        {
            // The ledger is there.
        }

        await System.IO.File.WriteAllTextAsync(Path.Combine(Folder, "ledger.db.lock-0123"), line);
        await using SqliteLedger next = Open();
        Assert.Empty(KeptFiles);
        Assert.Single(Directory.GetFiles(Folder, "ledger.db.unread-*"));
    }

    [Fact]
    public async Task Nothing_is_claimed_where_nothing_could_be_kept()
    {
        await using SqliteLedger ledger = Open();
        Directory.CreateDirectory(Path.Combine(Folder, "away"));
        System.IO.File.Move(File, Path.Combine(Folder, "away", "ledger.db"));
        foreach (string file in Directory.GetFiles(Folder))
        {
            System.IO.File.Delete(file);
        }

        Directory.Delete(Path.Combine(Folder, "away"), recursive: true);
        Directory.Delete(Folder);
        SoraException error = await Assert.ThrowsAsync<SoraException>(() => ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None));
        Directory.CreateDirectory(Folder);
        Assert.Equal(SoraErrorKind.WriteFailed, error.Kind);
    }

    private SqliteLedger OpenImpatient() => SqliteLedger.Open(File, null, TimeSpan.FromMilliseconds(20));

    private SqliteDatabase Hold()
    {
        SqliteDatabase holder = SqliteDatabase.Open(File);
        holder.Begin(TimeSpan.FromSeconds(10));
        return holder;
    }

    private static async Task<SoraTask> ClaimedAsync(SqliteLedger ledger) =>
        (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task with
        {
            State = SoraTaskState.Queued,
            Id = "video_1",
            GatewayData = new(new Dictionary<string, object> { ["order_id"] = "Ä1", ["can_cancel"] = true, ["n"] = 7L }),
        };

    private static LedgerEntry Accepted(SoraTask task) => new(task, "Accepted by the gateway.") { Answer = "{}" };

    private async Task<SoraTask> FailToWriteAsync(SqliteLedger ledger)
    {
        SoraTask made = await ClaimedAsync(ledger);
        Sql("ALTER TABLE history RENAME TO elsewhere");
        await Assert.ThrowsAsync<SoraException>(() => ledger.WriteAsync(Accepted(made)));
        Sql("ALTER TABLE elsewhere RENAME TO history");
        return made;
    }

    private static (ClaimOutcome, string?) Seen(LedgerClaim claim) => (claim.Outcome, claim.Task.Id);
}
