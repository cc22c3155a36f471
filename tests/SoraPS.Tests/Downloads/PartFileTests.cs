using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

public sealed class PartFileTests : IDisposable
{
    private const int Keep = 1024 * 1024;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1000)]
    [InlineData(3 * Keep)]
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

    [Theory]
    [InlineData(4)]
    [InlineData(2_000_000)]
    public async Task A_file_that_came_meanwhile_is_kept_and_nothing_beside_it(int size)
    {
        string target = _folder.File("fox.mp4");
        using (PartFile part = PartFile.Open(target, "p/1/video"))
        {
            part.SetValidator("\"v1\"", size);
            part.Append(new byte[size]);
            await File.WriteAllTextAsync(target, "theirs");
            await Assert.ThrowsAnyAsync<IOException>(() => part.CommitAsync(target, overwrite: false));
        }

        Assert.Equal("theirs", await File.ReadAllTextAsync(target));
        Assert.Equal(["fox.mp4"], _folder.Files);
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
            left.SetValidator("\"v1\"", 3_000_000);
            left.Append(new byte[2_000_000]);
        }

        using PartFile part = PartFile.Open(target, "p/1/video");
        Assert.Equal((2_000_000, "\"v1\"", 3_000_000), (part.Length, part.Validator, part.Total));
    }

    [Fact]
    public async Task Its_state_is_gone_before_it_has_its_name()
    {
        string target = _folder.File("fox.mp4");
        await File.WriteAllTextAsync(target, "a file of somebody else's");
        using PartFile part = PartFile.Open(target, "p/1/video");
        part.SetValidator("\"v1\"", Keep);
        part.Append(new byte[Keep]);
        await Assert.ThrowsAsync<IOException>(() => part.CommitAsync(target, overwrite: false));
        Assert.Equal(["fox.mp4", "fox.mp4.part"], _folder.Files);
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
        part.SetValidator("\"v1\"", 3_000_000);
        part.Append(new byte[1000]);
        Assert.Equal("theirs", File.ReadAllText(theirs));
    }

    [Fact]
    public void What_has_all_its_bytes_is_gone_on_with_too()
    {
        string target = _folder.File("fox.mp4");
        using (PartFile left = PartFile.Open(target, "p/1/video"))
        {
            left.SetValidator("\"v1\"", Keep);
            left.Append(new byte[Keep]);
        }

        using PartFile part = PartFile.Open(target, "p/1/video");
        Assert.Equal((Keep, "\"v1\"", Keep), (part.Length, part.Validator, part.Total));
    }

    [Theory]
    [InlineData("\"v1\"", Keep, 1000, true)]
    [InlineData("\"v1\"", Keep, 0, false)]
    [InlineData("\"v1\"", Keep - 1, 1000, false)]
    [InlineData(null, Keep, 1000, false)]
    [InlineData("\"v1\"", null, 1000, false)]
    public void What_can_be_gone_on_with_stays_and_nothing_else(string? validator, int? total, int bytes, bool stays)
    {
        using (PartFile part = PartFile.Open(_folder.File("fox.mp4"), "p/1/video"))
        {
            part.SetValidator(validator, total);
            part.Append(new byte[bytes]);
        }

        Assert.Equal(stays ? ["fox.mp4.part", "fox.mp4.part.json"] : [], _folder.Files);
    }

    [Fact]
    public void Without_a_byte_there_is_nothing_to_go_on_with()
    {
        using PartFile part = PartFile.Open(_folder.File("fox.mp4"), "p/1/video");
        part.SetValidator("\"v1\"", Keep);
        Assert.Null(part.Validator);
        part.Append([1]);
        Assert.Equal("\"v1\"", part.Validator);
    }

    [Fact]
    public void A_state_that_cannot_be_read_is_an_error_that_holds_no_file_open()
    {
        string target = _folder.File("fox.mp4");
        File.WriteAllText(target + ".part.json", "{}");
        using (new FileStream(target + ".part.json", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.ThrowsAny<IOException>(() => PartFile.Open(target, "p/1/video"));
        }

        using PartFile part = PartFile.Open(target, "p/1/video");
        Assert.Equal(0, part.Length);
    }

    [Theory]
    [InlineData(Keep - 1, false)]
    [InlineData(Keep, true)]
    public async Task Many_bytes_are_brought_to_the_disk_by_a_thread_of_their_own(int size, bool isApart)
    {
        string target = _folder.File("fox.mp4");
        int caller = Environment.CurrentManagedThreadId;
        List<bool> apart = [];
        using PartFile part = PartFile.Open(target, "p/1/video", _ => apart.Add(Environment.CurrentManagedThreadId != caller));
        part.Append(new byte[size]);
        await part.CommitAsync(target, overwrite: false);
        Assert.Equal([isApart], apart);
    }
}
