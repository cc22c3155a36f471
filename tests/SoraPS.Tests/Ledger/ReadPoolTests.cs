using System.Data;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>The connections that only read.</summary>
public sealed class ReadPoolTests() : LedgerFixture(isPostgres: false)
{
    [Fact]
    public async Task One_is_used_again_and_closed_after_a_failure_of_any_kind()
    {
        await using StoredLedger ledger = Open();
        List<SqliteDatabase> opened = [];
        using ReadPool pool = new(
            () =>
            {
                opened.Add(SqliteDatabase.Open(File));
                return opened[^1];
            },
            most: 2);
        await pool.ReadAsync("SELECT 1", row => row.Number(0));
        await pool.ReadAsync("SELECT 2", row => row.Number(0));
        Assert.Single(opened);

        await Assert.ThrowsAsync<FormatException>(() => pool.ReadAsync<long>("SELECT 1", _ => throw new FormatException()));
        await Assert.ThrowsAsync<SoraException>(() => pool.ReadAsync("SELECT nothing", row => row.Number(0)));
        Assert.Equal(2, opened.Count);
        Assert.All(opened, database => Assert.Equal(ConnectionState.Closed, database.Connection.State));
    }

    [Fact]
    public async Task One_that_reads_while_the_pool_is_closed_is_closed_afterwards()
    {
        await using StoredLedger ledger = Open();
        using SqliteDatabase database = SqliteDatabase.Open(File);
        using ReadPool pool = new(() => database, most: 1);
        await pool.ReadAsync("SELECT 1", row =>
        {
            pool.Dispose();
            return row.Number(0);
        });
        Assert.Equal(ConnectionState.Closed, database.Connection.State);
    }
}
