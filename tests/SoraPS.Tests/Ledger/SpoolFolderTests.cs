using SoraPS.Core.Ledger.Spool;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>The folder of what a server's ledger cannot take.</summary>
public sealed class SpoolFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_its_owner_may_look_into_it_and_write_there()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string folder = Path.Combine(_folder.Path, "spool");
        SpoolFolder.Make(Path.Combine(folder, "ledger"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void One_that_cannot_be_made_is_named()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        SoraException exception = Assert.Throws<SoraException>(() => SpoolFolder.Make(Path.Combine(file, "spool", "ledger")));
        Assert.Equal(SoraErrorKind.WriteFailed, exception.Kind);
        Assert.Contains(Path.Combine(file, "spool"), exception.Message, StringComparison.Ordinal);
    }
}
