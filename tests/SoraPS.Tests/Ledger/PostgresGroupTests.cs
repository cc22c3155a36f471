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

    // While another program holds the ledger, they come to wait for the same transaction.
    private Task<LedgerClaim>[] Claim(StoredLedger ledger, int count)
    {
        using LedgerDatabase holder = Ledger.Hold();
        Task<LedgerClaim>[] claims =
            [.. Enumerable.Range(0, count).Select(row => ledger.ClaimAsync(NewTask(), Row($"{row}"), Resubmit.None))];
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
