using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

public sealed class PartFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1000)]
    [InlineData(3 * 1024 * 1024)]
    public async Task All_bytes_are_on_the_disk_before_the_file_has_its_name(int size)
    {
        string target = _folder.File("fox.mp4");
        List<(long Length, bool HasName)> flushes = [];
        using PartFile part = PartFile.Open(target, "p/1/video", stream => flushes.Add((stream.Length, File.Exists(target))));
        part.Append(new byte[size]);
        await part.CommitAsync(target, overwrite: false);
        Assert.Equal((size, false), Assert.Single(flushes));
        Assert.Equal(size, new FileInfo(target).Length);
    }

    [Fact]
    public async Task A_file_that_came_meanwhile_is_kept()
    {
        string target = _folder.File("fox.mp4");
        using PartFile part = PartFile.Open(target, "p/1/video");
        part.Append("ours"u8);
        await File.WriteAllTextAsync(target, "theirs");
        await Assert.ThrowsAnyAsync<IOException>(() => part.CommitAsync(target, overwrite: false));
        Assert.Equal("theirs", await File.ReadAllTextAsync(target));
    }

    [Theory]
    [InlineData("{\"owner\":\"p/1/video\",\"validator\":\"garbage\",\"total\":3000000}")]
    [InlineData("{\"owner\":\"p/1/video\",\"validator\":\"W/\\u0022v1\\u0022\",\"total\":3000000}")]
    [InlineData("{\"owner\":\"p/1/video\",\"validator\":\"\\u0022v1\\u0022\",\"total\":-1}")]
    [InlineData("{\"owner\":\"q/1/video\",\"validator\":\"\\u0022v1\\u0022\",\"total\":3000000}")]
    [InlineData("{\"owner\":\"p/1/video\"}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\0\u0001")]
    [InlineData("")]
    public void What_does_not_tell_whose_bytes_they_are_is_not_gone_on_with(string state)
    {
        string target = _folder.File("fox.mp4");
        File.WriteAllBytes(target + ".part", new byte[2_000_000]);
        File.WriteAllText(target + ".part.json", state);
        using PartFile part = PartFile.Open(target, "p/1/video");
        Assert.Equal((0, null, null), (part.Length, part.Validator, part.Total));
    }

    [Fact]
    public void What_is_well_described_is_gone_on_with()
    {
        string target = _folder.File("fox.mp4");
        using (PartFile left = PartFile.Open(target, "p/1/video"))
        {
            left.Describe("\"v1\"", 3_000_000);
            left.Append(new byte[2_000_000]);
        }

        using PartFile part = PartFile.Open(target, "p/1/video");
        Assert.Equal((2_000_000, "\"v1\"", 3_000_000), (part.Length, part.Validator, part.Total));
    }

    [Fact]
    public void Links_in_the_place_of_our_files_are_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            // Making links takes a privilege there.
            return;
        }

        string target = _folder.File("fox.mp4");
        string theirs = _folder.File("theirs");
        File.WriteAllText(theirs, "theirs");
        File.CreateSymbolicLink(target + ".part", theirs);
        File.CreateSymbolicLink(target + ".part.json", theirs);
        using PartFile part = PartFile.Open(target, "p/1/video");
        part.Describe("\"v1\"", 3_000_000);
        part.Append(new byte[1000]);
        Assert.Equal("theirs", File.ReadAllText(theirs));
    }
}
