using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

/// <summary>What is told of a picture before anything is sent.</summary>
public sealed class ImagePreparationTests : PreparationFixture
{
    public static TheoryData<string> OfAddressesOnly =>
        [.. DialectCatalog.All.Where(dialect => !dialect.Image.AcceptsFile).Select(dialect => dialect.Name)];

    [Theory]
    [InlineData("missing.png", null, "no image")]
    [InlineData("empty.png", "", "empty")]
    [InlineData("fox.png", "GIF89a..........", "a GIF")]
    [InlineData("fox.jpg", "%PDF-1.7", "a PDF")]
    [InlineData("fox.webp", "hello", "unknown kind")]
    public void A_file_that_is_no_picture_is_told(string name, string? content, string words)
    {
        string path = _folder.File(name);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        SoraException error = Assert.Throws<SoraException>(() => Prepare("OpenAI", Row with { Image = new() { Path = path } }));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_too_large_is_told()
    {
        string path = _folder.File("large.png");
        using (FileStream file = File.Create(path))
        {
            file.SetLength((20 * 1024 * 1024) + 1);
        }

        SoraException error = Assert.Throws<SoraException>(() => Prepare("OpenAI", Row with { Image = new() { Path = path } }));
        Assert.Contains("20,971,520", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_other_pixels_than_the_video_is_told()
    {
        SoraException error = Assert.Throws<SoraException>(
            () => Prepare("OpenAI", Row with { Resolution = "1280x720", Image = Local() }));
        Assert.Contains("640x360", error.Message, StringComparison.Ordinal);
        Assert.Contains("1280x720", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(OfAddressesOnly))]
    public void A_file_at_a_gateway_that_takes_addresses_only_is_told(string provider)
    {
        SoraException error = Assert.Throws<SoraException>(() => Prepare(provider, Row with { Image = Local(), SkipValidation = true }));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("web address only", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(OfAddressesOnly))]
    public void A_data_URL_at_a_gateway_that_takes_addresses_only_is_told_and_not_shown(string provider)
    {
        VideoRequest row = Row with { Image = Data(VideoLibrary.Thumbnail) };
        SoraException error = Assert.Throws<SoraException>(() => Prepare(provider, row));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("data: URL", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 400);
        Assert.Throws<SoraException>(() => Prepare(provider, row with { SkipValidation = true }));
    }

    [Fact]
    public void A_data_URL_is_checked_as_a_file_is()
    {
        SoraException error = Assert.Throws<SoraException>(
            () => Prepare("OpenAI", Row with { Resolution = "1280x720", Image = Data(VideoLibrary.Thumbnail) }));
        Assert.Contains("640x360", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SoraException>(() => Prepare("OpenAI", Row with { Image = Data(new byte[(20 * 1024 * 1024) + 1]) }));
        Assert.Contains("20,971,520", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SoraException>(() => Prepare("OpenAI", Row with { Image = Data("GIF89a"u8.ToArray()) }));
        Assert.Contains("a GIF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_picture_is_fine_at_a_gateway_in_the_same_network()
    {
        Connection local = _connections.Find("OpenAI")! with { BaseUri = new Uri("http://gpubox:8091/v1") };
        PreparedRequest request = RequestPreparation.Prepare(Row with { Image = Web("http://10.0.0.1/a.png") }, local);
        Assert.NotNull(request.Image);
    }

    [Fact]
    public async Task A_local_picture_travels_to_the_gateways_that_take_one()
    {
        await using TestPipeline pipeline = new();
        string path = _folder.File("sheet.jpg");
        await File.WriteAllBytesAsync(path, VideoLibrary.Spritesheet);
        VideoRequest row = TestPipeline.Row(0) with { Resolution = "1280x720", Image = new() { Path = path } };
        VideoAssert.AllSaved(pipeline, await pipeline.RunAsync("OpenAI", row), [row]);
    }

    private static ImageInput Data(byte[] bytes) => new() { Data = $"data:image/png;base64,{Convert.ToBase64String(bytes)}" };

    private ImageInput Local()
    {
        string path = _folder.File("fox.webp");
        File.WriteAllBytes(path, VideoLibrary.Thumbnail);
        return new() { Path = path };
    }
}
