using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

public sealed class TargetFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_files_that_nothing_stands_beside_only_the_recorded_one_is_the_tasks()
    {
        string theirs = Make("fox.mp4");
        string ours = Make("fox-t1.mp4");
        Assert.Equal(ours, Targets().Reserve(Named("t1"), Recorded(ours))?.Path);
        Assert.Equal(theirs, Targets().Reserve(Named("t1"), Recorded(theirs))?.Path);
    }

    [Fact]
    public void A_file_that_another_run_made_meanwhile_is_given_back_to_its_task()
    {
        TargetFiles targets = Targets();
        TargetFile first = targets.Reserve(Named("t1"), null)!;
        Make("fox.mp4", owner: "t2");
        Assert.False(targets.Confirm(first, null));
        Assert.Equal(first.Path, targets.Reserve(Named("t2"), null)?.Path);
        Assert.Equal(_folder.File("fox-t1.mp4"), targets.Reserve(Named("t1"), null)?.Path);
    }

    private TargetFiles Targets() => new(_folder.Path, template: null, ".mp4", force: false);

    private string Make(string name, string? owner = null)
    {
        string path = _folder.File(name);
        File.WriteAllText(path, name);
        if (owner is not null)
        {
            Sidecar sidecar = new() { Provider = "p", Id = owner, RequestId = "r", Length = 1, Sha256 = "", ContentType = "video/mp4" };
            File.WriteAllBytes(Sidecar.PathOf(path), sidecar.ToBytes());
        }

        return path;
    }

    private static SavedFile Recorded(string path) => new(path, 1, "", "video/mp4");

    private static SoraTask Named(string id) => new() { RequestId = id, Id = id, Provider = "p", Name = "fox" };
}
