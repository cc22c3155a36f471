using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;

namespace SoraPS.Tests.Ledger;

/// <summary>Where the ledger may be kept.</summary>
public sealed class LedgerLocationTests : LedgerFixture
{
    [Fact]
    public void A_path_below_a_file_is_refused()
    {
        System.IO.File.WriteAllText(File, "");

        string below = Path.Combine(File, "ledger.db");
        SoraException exception = Assert.Throws<SoraException>(() => SqliteLedger.Open(below));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains("cannot be made", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_refused() =>
        Assert.Equal(SoraErrorKind.WriteFailed, Assert.Throws<SoraException>(() => SqliteLedger.Open(Folder)).Kind);

    [Fact]
    public void It_is_kept_where_the_environment_says()
    {
        Assert.Equal(File, Named(File));
        Assert.EndsWith(Path.Combine("SoraPS", "ledger.db"), Named(null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_without_a_data_folder_has_no_ledger_in_the_current_one()
    {
        Assert.Null(LedgerLocation.FolderIn(""));
        Assert.Equal(Path.Combine("/data", "SoraPS"), LedgerLocation.FolderIn("/data"));
    }

    [Theory]
    [InlineData("ledger.db", "full path")]
    [InlineData("./data/ledger.db", "full path")]
    [InlineData("~/ledger.db", "full path")]
    [InlineData("Host=db;Password=secret", "full path")]
    [InlineData("mysql://me:secret@db/videos", "(mysql:)")]
    [InlineData("PostgreSQL:videos", "(PostgreSQL:)")]
    [InlineData("file:///data/ledger.db", "(file:)")]
    [InlineData("s3:videos/ledger.db", "(s3:)")]
    public void What_names_no_file_for_sure_is_refused_and_not_shown(string named, string what)
    {
        SoraException exception = Assert.Throws<SoraException>(() => Named(named));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.Contains("full path", exception.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString() + exception.RecommendedAction, StringComparison.Ordinal);
    }

    private static string Named(string? path)
    {
        string? before = Environment.GetEnvironmentVariable(LedgerLocation.Variable);
        try
        {
            Environment.SetEnvironmentVariable(LedgerLocation.Variable, path);
            return LedgerLocation.Default();
        }
        finally
        {
            Environment.SetEnvironmentVariable(LedgerLocation.Variable, before);
        }
    }
}
