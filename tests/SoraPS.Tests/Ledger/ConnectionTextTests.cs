using SoraPS.Core.Ledger;
using SoraPS.Postgres;

namespace SoraPS.Tests.Ledger;

/// <summary>How a database is named, and what is never shown of it.</summary>
public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("postgresql://me@db.example.org/videos", "host=db.example.org|username=me|database=videos")]
    [InlineData("postgres://me:s%40crt@db:5433/my%20videos", "host=db:5433|username=me|password=s@crt|database=my videos")]
    [InlineData("postgresql://a:1,b:2/v?target_session_attrs=primary&sslmode=Require", "host=a:1,b:2|target session attributes=primary")]
    [InlineData("postgresql:///v?host=/run/postgresql&user=me", "host=/run/postgresql|username=me|database=v")]
    [InlineData("postgresql://[::1]:5433/v", "host=[::1]:5433")]
    [InlineData("Host=db;Username=me;Search Path=soraps", "host=db|username=me|search path=soraps")]
    public void It_is_named_by_an_address_or_by_keywords(string text, string parts)
    {
        string place = ConnectionText.ToPlace(text);
        System.Data.Common.DbConnectionStringBuilder keywords = new() { ConnectionString = ConnectionText.KeywordsOf(place) };

        Assert.True(ConnectionText.IsDatabase(place));
        Assert.All(parts.Split('|'), part => Assert.Equal(part.Split('=')[1], keywords[part.Split('=')[0]]));
        Assert.NotNull(PostgresSettings.Of(ConnectionText.KeywordsOf(place)));
    }

    [Fact]
    public void A_credential_comes_before_what_the_text_says()
    {
        string place = ConnectionText.ToPlace("postgresql://you:old@db/videos", "me", "a;b'c\"d");
        System.Data.Common.DbConnectionStringBuilder keywords = new() { ConnectionString = ConnectionText.KeywordsOf(place) };

        Assert.Equal(("me", "a;b'c\"d"), (keywords["username"], keywords["password"]));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("Host=db;Pasword=secret")]
    [InlineData("Host=db;Port=secret")]
    [InlineData("postgresql://me@db/v?sslmode=secret")]
    [InlineData("postgresql://me@db/v?secret=secret")]
    public void What_cannot_be_understood_is_refused_and_not_shown(string text)
    {
        SoraException exception = Assert.Throws<SoraException>(
            () => PostgresSettings.Of(ConnectionText.KeywordsOf(ConnectionText.ToPlace(text))));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.DoesNotContain("secret", exception.ToString() + exception.RecommendedAction, StringComparison.Ordinal);
    }
}
