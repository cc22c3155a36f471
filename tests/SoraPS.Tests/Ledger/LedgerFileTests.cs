using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;

namespace SoraPS.Tests.Ledger;

public class LedgerFileTests : LedgerFixture
{
    [Fact]
    public async Task A_newer_ledger_is_left_as_it_is()
    {
        await Open().DisposeAsync();
        Sql("PRAGMA user_version = 99");
        Refused("newer", "Update SoraPS");
    }

    [Fact]
    public void Another_programs_database_is_left_as_it_is()
    {
        Sql("CREATE TABLE other (a)");
        Refused("another program", LedgerLocation.Variable);
    }

    [Fact]
    public void A_file_that_is_no_database_is_left_as_it_is()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));
        Refused("is not a ledger", LedgerLocation.Variable);
    }

    [Fact]
    public async Task A_damaged_file_is_left_as_it_is()
    {
        await using (SqliteLedger ledger = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(
                row => RecordedAsync(ledger, SoraTaskState.Queued, Row($"{row}"))));
        }

        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes.AsSpan(100, 3900).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        Refused("is damaged", "Restore a copy");
    }

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
    public async Task An_empty_file_becomes_a_ledger()
    {
        System.IO.File.WriteAllText(File, "");
        await Open().DisposeAsync();
        Assert.Equal($"{Schema.Version}", Sql("PRAGMA user_version"));
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string made = Path.Combine(Folder, "deep", "data");
        await using SqliteLedger ledger = SqliteLedger.Open(Path.Combine(made, "ledger.db"));
        await RecordedAsync(ledger, SoraTaskState.Queued);

        string[] files = Directory.GetFiles(made);
        Assert.Equal(4, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            System.IO.File.GetUnixFileMode(made));
    }

    [Theory]
    [InlineData(5, "locked")]
    [InlineData(8, "read-only")]
    [InlineData(13, "disk is full")]
    [InlineData(14, "cannot be opened")]
    [InlineData(10 + (12 << 8), "disk I/O error")]
    public void Every_failure_says_what_and_what_next(int code, string what)
    {
        SoraException exception = LedgerErrors.Of(File, code, "disk I/O error");

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(File, exception.Message, StringComparison.Ordinal);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.RecommendedAction);
    }

    [Fact]
    public void It_is_kept_where_the_environment_says()
    {
        Assert.Equal(File, Named(File));
        Assert.EndsWith(Path.Combine("SoraPS", "ledger.db"), Named(null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_drive_is_refused_before_anything_is_made()
    {
        SoraException exception = Assert.Throws<SoraException>(() => LedgerFile.Open(File, DateTimeOffset.UnixEpoch, _ => "nfs4"));

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains("network drive (nfs4)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("local disk", exception.RecommendedAction, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData("nfs", true)]
    [InlineData("NFS4", true)]
    [InlineData("cifs", true)]
    [InlineData("smb2", true)]
    [InlineData("smbfs", true)]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    [InlineData("fuseblk", false)]
    [InlineData("apfs", false)]
    public void A_network_drive_is_known_by_its_file_system(string format, bool isRemote) =>
        Assert.Equal(isRemote, NetworkDrive.IsRemote(format));

    [Fact]
    public void A_local_disk_is_not_taken_for_a_network_drive() =>
        Assert.Null(NetworkDrive.FormatOf(Path.Combine(Folder, "not", "made", "yet", "ledger.db")));

    [Theory]
    [InlineData("ledger.db", "full path")]
    [InlineData("./data/ledger.db", "full path")]
    [InlineData("~/ledger.db", "full path")]
    [InlineData("Host=db;Password=secret", "full path")]
    [InlineData("postgresql://me:secret@db/videos", "(postgresql:)")]
    [InlineData("PostgreSQL:videos", "(PostgreSQL:)")]
    [InlineData("file:///data/ledger.db", "(file:)")]
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

    private void Refused(string what, string action)
    {
        byte[] before = System.IO.File.ReadAllBytes(File);

        SoraException exception = Assert.Throws<SoraException>(Open);

        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.Contains(action, exception.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }
}
