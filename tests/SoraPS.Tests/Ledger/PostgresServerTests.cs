using SoraPS.Core.Ledger;
using SoraPS.Postgres;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Servers that are gone.</summary>
public sealed class PostgresServerTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task The_first_of_several_servers_may_be_gone()
    {
        string keywords = ConnectionText.KeywordsOf(Ledger.Place);
        string port = keywords.Split("Port=")[1].Split(';')[0];
        string two = keywords.Replace("Host=127.0.0.1", $"Host=127.0.0.1:1,127.0.0.1:{port}", StringComparison.Ordinal);

        await using PostgresLedger open = PostgresLedger.Open(two, null, TimeSpan.FromSeconds(10), Ledger.File);
        Assert.Empty(await open.ProcessesAsync());
    }

    [PostgresFact]
    public async Task A_server_that_has_become_read_only_is_not_asked_again_at_once()
    {
        await using (Ledger.Open())
        {
            // Its tables are there.
        }

        CountingObserver observer = new();
        string keywords = $"{ConnectionText.KeywordsOf(Ledger.Place)};Options=-c default_transaction_read_only=on";
        using PostgresDatabase database = PostgresDatabase.Open(PostgresSettings.Of(keywords));
        database.Observer = observer;

        Exception exception = Assert.ThrowsAny<Exception>(() => database.Begin(TimeSpan.FromSeconds(1)));

        Assert.True(database.IsPassing(exception));
        Assert.InRange(observer.Tries, 2, 10);
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_told_without_the_password()
    {
        SoraException exception = Assert.Throws<SoraException>(
            () => PostgresLedger.Open("Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=videos", null));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains("postgresql://127.0.0.1/videos cannot be reached", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString() + exception.RecommendedAction, StringComparison.Ordinal);
    }

    private sealed class CountingObserver : ITransactionObserver
    {
        public int Tries { get; private set; }

        public string Sql => "DELETE FROM processes";

        public void Beginning() => Tries++;

        public void Begun(int changed)
        {
        }

        public void Committed()
        {
        }
    }
}
