using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;
using SoraPS.Postgres;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Claims that share a transaction on a server.</summary>
public sealed class PostgresGroupTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task The_free_rows_of_a_group_are_claimed_by_one_statement()
    {
        await using StoredLedger ledger = Open();
        Task<LedgerClaim>[] claims = Claim(ledger, 50);

        Assert.All(await Task.WhenAll(claims), claim => Assert.Equal(ClaimOutcome.New, claim.Outcome));
        Assert.Equal("1", Sql("SELECT count(DISTINCT (xmin::text, cmin::text)) FROM tasks"));
        Assert.Equal("50", Sql("SELECT count(*) FROM tasks"));
    }

    [PostgresFact]
    public async Task A_group_whose_commit_nobody_heard_of_is_repeated_and_each_row_is_still_its_callers()
    {
        await using StoredLedger ledger = Open();
        await using StoredLedger other = Open();
        await other.ClaimAsync(NewTask(), Row("7"), Resubmit.None);
        PostgresDatabase database = (PostgresDatabase)ledger.Writer;
        LosesAnswer losing = new(database.Observer!);
        database.Observer = losing;

        LedgerClaim[] claims = await Task.WhenAll(Claim(ledger, 20));

        Assert.Equal(0, losing.Left);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(row => row == 7 ? ClaimOutcome.BusyElsewhere : ClaimOutcome.New),
            claims.Select(claim => claim.Outcome));
        Assert.Equal("20", Sql("SELECT count(*) FROM tasks"));
        Assert.Equal(20, claims.Select(claim => claim.Task.RequestId).Distinct().Count());
    }

    [PostgresFact]
    public async Task Who_has_the_lost_rows_of_a_group_is_read_by_one_statement()
    {
        await using StoredLedger other = Open();
        await other.BeginRunAsync("other");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(row => other.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None, "other")));
        using Activity mine = new Activity("mine").Start();
        ConcurrentQueue<string> statements = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = one =>
            {
                if (one.RootId == mine.RootId && one.GetTagItem("db.query.text") is string text)
                {
                    statements.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using StoredLedger ledger = Open();
        await ledger.BeginRunAsync("mine");

        LedgerClaim[] claims = await Task.WhenAll(Claim(ledger, 25, "mine"));

        Assert.Equal(
            Enumerable.Range(0, 25).Select(row => row < 20 ? ("other", ClaimOutcome.BusyElsewhere) : (null, ClaimOutcome.New)),
            claims.Select(claim => (claim.HeldByRun, claim.Outcome)));
        Assert.Single(statements, text => text.Contains("INSERT INTO tasks", StringComparison.Ordinal));
        Assert.Single(statements, text => text.Contains("row_key =", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Rows_that_are_looked_for_at_the_same_time_share_queries()
    {
        await using StoredLedger ledger = Open();
        LedgerClaim[] claims = await Task.WhenAll(Claim(ledger, 30));
        using ReadPool pool = new(Ledger.Connect, most: 4);
        RowReader reader = new(ledger.Writer, pool);
        string[] keys = [.. Enumerable.Range(0, 58).Select(row => Row($"{row}").Key), Row("3").Key, "\0\ud800"];
        Task<ClaimedTask?>[] looks;
        using (LedgerDatabase other = Ledger.Connect())
        {
            // The first query waits for the table, and all others for the second one.
            new PreparedCommand(other, "BEGIN").Execute();
            new PreparedCommand(other, "LOCK TABLE tasks").Execute();
            looks = [.. keys.Select(key => reader.FindAsync("SPRING", key))];
        }

        Assert.Equal(
            Enumerable.Range(0, 60).Select(row => row < 30 ? claims[row].Task : row == 58 ? claims[3].Task : null),
            (await Task.WhenAll(looks)).Select(held => held?.Task));
        Assert.InRange(reader.Queries, 1, 2);
    }

    [PostgresFact]
    public async Task A_failure_is_told_to_each_that_looks_for_a_row_and_the_next_look_is_a_new_one()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task;
        Sql("ALTER TABLE tasks RENAME TO away");
        Task<LedgerClaim?>[] looks = [.. Enumerable.Range(0, 20).Select(row => ledger.FindRowAsync(Row($"{row}")))];
        foreach (Task<LedgerClaim?> look in looks)
        {
            await Assert.ThrowsAsync<SoraException>(() => look).WaitAsync(TestPipeline.Timeout);
        }

        Assert.Equal(20, looks.Select(look => look.Exception!.InnerException).Distinct().Count());
        Sql("ALTER TABLE away RENAME TO tasks");
        Assert.Equal(task, (await ledger.FindRowAsync(Row("a")))?.Task);
    }

    // While another program holds the ledger, they come to wait for the same transaction.
    private Task<LedgerClaim>[] Claim(StoredLedger ledger, int count, string? run = null)
    {
        using LedgerDatabase holder = Ledger.Hold();
        Task<LedgerClaim>[] claims =
            [.. Enumerable.Range(0, count).Select(row => ledger.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None, run))];
        holder.Rollback();
        return claims;
    }

    /// <summary>Of the first commit, which took place, no answer comes.</summary>
    private sealed class LosesAnswer(ITransactionObserver inner) : ITransactionObserver
    {
        public int Left { get; private set; } = 1;

        public string Sql => inner.Sql;

        public void Beginning() => inner.Beginning();

        public void Begun(int changed) => inner.Begun(changed);

        public void Committed()
        {
            if (Left > 0)
            {
                Left--;
                throw new NpgsqlException("The connection is gone.", new IOException());
            }

            inner.Committed();
        }
    }
}
