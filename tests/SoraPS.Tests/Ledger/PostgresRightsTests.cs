using SoraPS.Core.Ledger;
using SoraPS.Postgres;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Which rights a role needs: those of docs/MANY-MACHINES.md.</summary>
public sealed class PostgresRightsTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task Who_may_only_read_and_write_rows_uses_tables_that_another_has_made()
    {
        await Open().DisposeAsync();
        string keywords = ConnectionText.KeywordsOf(Ledger.Place);
        string schema = keywords[(keywords.LastIndexOf('=') + 1)..];
        string role = $"worker_{schema}";
        Sql($"CREATE ROLE {role} LOGIN");
        Assert.Contains(" refused: ", Assert.Throws<SoraException>(OpenAsWorker).Message, StringComparison.Ordinal);
        Sql($"GRANT USAGE ON SCHEMA {schema} TO {role}");
        Sql($"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}");

        await using PostgresLedger ledger = OpenAsWorker();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Queued, Row("a"));
        Assert.Equal(task, await ledger.FindRequestAsync(task.RequestId));
        Assert.True(await ledger.RemoveAsync(task.RequestId));

        PostgresLedger OpenAsWorker() => PostgresLedger.Open(
            keywords.Replace("Username=soraps", $"Username={role}", StringComparison.Ordinal), null, TimeSpan.FromSeconds(10), File);
    }
}
