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
    public void Where_nothing_was_prepared_what_stands_there_stays(bool keep)
    {
        Write("1");
        Sidecar.Commit(Video, keep);
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
    }

    [Fact]
    public void What_was_prepared_for_the_file_that_has_the_name_now_says_more_than_what_stood_there_before()
    {
        Write("1");
        Of("2").WriteTemporary(Video);
        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        Sidecar.Commit(Video, keep: true);
        Assert.Equal("p/2", Sidecar.OwnerOf(Video));
        Assert.Equal(["fox.mp4.json"], _folder.Files);
    }

    [Fact]
    public void What_was_prepared_for_a_file_that_is_not_there_yet_says_nothing()
    {
        Write("1");
        Of("2").WriteTemporary(Video);
        File.WriteAllText(PartFile.PathOf(Video), "");
        Assert.Equal("p/1", Sidecar.OwnerOf(Video));
    }

    private void Write(string id)
    {
        Of(id).WriteTemporary(Video);
        Sidecar.Commit(Video, keep: true);
    }

    private static Sidecar Of(string id) =>
        new() { Provider = "p", Id = id, RequestId = "r" + id, Length = 1, Sha256 = "", ContentType = "video/mp4" };
}
