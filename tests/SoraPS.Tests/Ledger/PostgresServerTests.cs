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

    [Fact]
    public void A_server_that_cannot_be_reached_is_told_without_the_password()
    {
        SoraException exception = Assert.Throws<SoraException>(
            () => PostgresLedger.Open("Host=127.0.0.1;Port=1;Username=me;Password=secret;Database=videos", null));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains("postgresql://127.0.0.1/videos cannot be reached", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString() + exception.RecommendedAction, StringComparison.Ordinal);
    }
}
