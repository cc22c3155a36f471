using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

public sealed class SidecarTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Video => _folder.File("fox.mp4");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nothing_was_prepared_what_stands_there_stays(bool keep)
    {
        await CommitAsync("1");
        await CommitAsync(null, keep);
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json"], _folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_for_the_file_that_has_the_name_now_says_more_than_what_stood_there_before()
    {
        await CommitAsync("1");
        Prepare("2");
        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        await CommitAsync(null);
        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json"], _folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_for_a_file_that_is_not_there_yet_says_nothing()
    {
        await CommitAsync("1");
        Prepare("2");
        File.WriteAllText(PartFile.PathOf(Video), "");
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
        await CommitAsync(null);
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json", "fox.mp4.part"], _folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_is_kept_when_its_run_lets_go_and_nothing_of_what_was_taken_back()
    {
        await CommitAsync("1");
        using (TargetLock alone = await AcquireAsync())
        {
            alone.Sidecar.Describe(Of("2"));
        }

        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        using (TargetLock alone = await AcquireAsync())
        {
            Assert.Equal("p/2", Sidecar.OwnerOf(Video));
            alone.Sidecar.Describe(Of("3"));
            alone.Sidecar.Withdraw();
            alone.Sidecar.Commit(keep: true);
        }

        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json"], _folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_and_cannot_be_read_says_nothing()
    {
        await CommitAsync("1");
        await File.WriteAllTextAsync(Sidecar.UnfinishedOf(Video), "{\"provider\":");
        await CommitAsync(null);
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json"], _folder.Files);
    }

    // As a killed run leaves it.
    private void Prepare(string id) => File.WriteAllBytes(Sidecar.UnfinishedOf(Video), Of(id).ToBytes());

    private async Task CommitAsync(string? id, bool keep = true)
    {
        using TargetLock alone = await AcquireAsync();
        if (id is not null)
        {
            alone.Sidecar.Describe(Of(id));
        }

        alone.Sidecar.Commit(keep);
    }

    private Task<TargetLock> AcquireAsync() =>
        TargetLock.AcquireAsync(Video, TimeProvider.System, () => { }, CancellationToken.None);

    private static Sidecar Of(string id) =>
        new() { Provider = "p", Id = id, RequestId = "r" + id, Length = 1, Sha256 = "", ContentType = "video/mp4" };
}
