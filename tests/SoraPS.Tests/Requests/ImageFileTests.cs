using System.Diagnostics;
using SoraPS.Core.Images;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

public sealed class ImageFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string, string, int?, int?> Pictures => new()
    {
        { "89504E470D0A1A0A0000000D4948445200000500000002D00802000000", "image/png", 1280, 720 },
        { "89504E470D0A1A0A0000", "image/png", null, null },
        { "FFD8FFE000104A46494600010100000100010000FFC000110805000 2D003011100", "image/jpeg", 720, 1280 },
        { "FFD8FFFFC4000400 00FFC2000B0802D0050001011100", "image/jpeg", 1280, 720 },
        { "FFD8FFE0FFFF", "image/jpeg", null, null },
        { "524946460000000057454250565038580A00000000000000FF0400CF0200", "image/webp", 1280, 720 },
        { "5249464600000000574542505650384C0A0000002FFFC4B3000000000000", "image/webp", 1280, 720 },
        { "524946460000000057454250565038200A0000000000009D012A0005D002", "image/webp", 1280, 720 },
        { "524946460000000057454250", "image/webp", null, null },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Kind_and_pixels_come_from_the_bytes(string hex, string type, int? width, int? height)
    {
        byte[] bytes = Write(hex);
        LoadedImage image = ImageFile.Load(_path, 100);
        Assert.Equal((type, width, height), (image.ContentType, image.Width, image.Height));
        Assert.Equal(bytes, image.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_cut_anywhere_never_breaks_the_reader(string hex, string type, int? width, int? height)
    {
        byte[] bytes = Write(hex);
        for (int length = 0; length < bytes.Length; length++)
        {
            (int Width, int Height)? size = ImageHeader.Size(bytes.AsSpan(0, length), type);
            Assert.True(size is null || size == (width, height));
        }
    }

    [Theory]
    [InlineData("474946383961", "a GIF")]
    [InlineData("255044462D312E37", "a PDF")]
    [InlineData("000000186674797068656963", "a HEIC")]
    [InlineData("3C68746D6C3E", "of an unknown kind")]
    [InlineData("", "empty")]
    public void A_file_of_another_kind_is_refused_whatever_its_name(string hex, string what)
    {
        Write(hex);
        SoraException fault = Refused(100);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        Write("FFD8FFE000");
        Assert.NotNull(ImageFile.Load(_path, 5));
        Assert.Contains("4 bytes", Refused(4).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Assert.Contains("no image", Refused(4).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_refused() => Assert.Equal(
        SoraErrorKind.InvalidRequest,
        Assert.Throws<SoraException>(() => ImageFile.Load(Path.GetTempPath(), 4)).Kind);

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string link = _path + ".link";
        await Process.Start("mkfifo", _path).WaitForExitAsync();
        File.CreateSymbolicLink(link, _path);
        try
        {
            foreach (string path in (string[])[_path, link, "/dev/zero"])
            {
                SoraException fault = await Assert.ThrowsAsync<SoraException>(
                    () => Task.Run(() => ImageFile.Load(path, 4)).WaitAsync(TestPipeline.Timeout));
                Assert.Contains("no regular file", fault.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public void A_data_url_holds_type_and_bytes() => Assert.Equal(
        "data:image/png;base64,AQID", new LoadedImage(new byte[] { 1, 2, 3 }, "image/png", null, null).ToDataUrl());

    private SoraException Refused(long maxBytes)
    {
        SoraException fault = Assert.Throws<SoraException>(() => ImageFile.Load(_path, maxBytes));
        Assert.Equal(SoraErrorKind.InvalidRequest, fault.Kind);
        Assert.NotNull(fault.RecommendedAction);
        return fault;
    }

    private byte[] Write(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        File.WriteAllBytes(_path, bytes);
        return bytes;
    }
}
