using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Where processes would not see each other's rows, so that two of them would pay for the same one.</summary>
public sealed class NetworkDriveTests : LedgerFixture
{
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

    [Fact]
    public void A_ledger_that_is_not_made_yet_is_on_the_drive_of_the_folder_that_is_there()
    {
        System.IO.File.WriteAllText(File, "");

        Assert.Equal(Folder, NetworkDrive.ExistingPart(Path.Combine(Folder, "not", "made", "yet", "ledger.db")));
        Assert.Equal(Folder, NetworkDrive.ExistingPart(Folder));
        // A container may have a single file on a drive of its own.
        Assert.Equal(File, NetworkDrive.ExistingPart(File));
    }

    [LinuxFact]
    public void A_drive_that_tells_nothing_refuses_no_ledger() => Assert.Null(NetworkDrive.FormatOf("not made yet.db"));

    [LinuxFact]
    public void A_database_that_processes_cannot_share_is_refused()
    {
        // SQLite keeps what has this name in memory, which like some file systems holds no log that is shared.
        const string Name = ":memory:";
        System.IO.File.WriteAllText(Name, "");
        try
        {
            SoraException exception = Assert.Throws<SoraException>(() => LedgerFile.Open(Name, DateTimeOffset.UnixEpoch));

            Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
            Assert.Contains("cannot share safely", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.File.Delete(Name);
        }
    }
}
