using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Emulator.Videos;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

/// <summary>What is told before anything is sent, with the values that are allowed.</summary>
public sealed class PreparationTests : IDisposable
{
    public static TheoryData<string> OfAddressesOnly =>
        [.. DialectCatalog.All.Where(dialect => !dialect.Image.AcceptsFile).Select(dialect => dialect.Name)];

    private readonly TempFolder _folder = new();
    private readonly ConnectionRegistry _connections = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, VideoRequest, string> Bad => new()
    {
        { "LinkModel", Row with { Prompt = "  " }, "prompt is empty" },
        { "LinkModel", Row with { Prompt = new string('x', 2001) }, "2001 characters; sora-2 takes at most 2000" },
        { "LinkModel", Row with { Duration = 5 }, "offers 4, 8, 12 seconds" },
        { "LinkModel", Row with { Resolution = "4000p" }, "720p" },
        { "LinkModel", Row with { AspectRatio = "9:16", Resolution = "1280x720" }, "9:16 contradicts resolution 1280x720" },
        { "LinkModel", Row with { Image = Web("http://10.0.0.1/a.png") }, "private image address 10.0.0.1" },
        { "LinkModel", Row with { Image = Web("ftp://a.example/a.png") }, "http or https" },
        { "LinkModel", Row with { CallbackUri = new Uri("https://a.example/") }, "callback" },
        { "LinkModel", Row with { RemoveWatermark = true }, "watermark" },
        { "UniAll", Row with { Model = "sora2-portrait-12s", AspectRatio = "16:9" }, "16:9" },
        { "UniAll", Row with { Model = "sora2-portrait-12s", Duration = 8 }, "8" },
        { "Apixo", Row with { Duration = 4 }, "sora-2 offers 10, 15 seconds" },
        { "Apixo", Row with { CallbackUri = new Uri("hook/x", UriKind.Relative) }, "https" },
        { "UniAll", Row with { Duration = 16 }, "sora2-pro-720p" },
        { "UniAll", Row with { Duration = 20, AspectRatio = "9:16" }, "sora2 offers 4, 8, 12 seconds" },
        { "UniAll", Row with { AspectRatio = "1:1" }, "16:9, 9:16" },
        { "LinkModel", Row with { Prompt = string.Concat(Enumerable.Repeat("\U0001F98A", 2001)) }, "2001 characters" },
        { "Odkkk", Row with { Duration = 12 }, "10, 15" },
        { "Odkkk", Row with { Image = Web("https://a.example/a.gif") }, ".gif" },
        { "Odkkk", Row with { Prompt = new string('x', 5001) }, "5000" },
        { "AimlApi", Row with { Duration = 5 }, "4, 8, 12" },
        { "OpenAI", Row with { Duration = 5 }, "4, 8, 12" },
        { "OpenAI", Row with { Resolution = "640x480" }, "offers 720p" },
        { "OpenAI", Row with { Image = new ImageInput { Uri = new Uri("https://a.example/a.bmp") } }, "image/png" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_mistake_is_told_with_what_is_allowed(string provider, VideoRequest row, string words)
    {
        SoraException error = Assert.Throws<SoraException>(() => Prepare(provider, row));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(provider, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
    }

    [Fact]
    public void All_mistakes_of_a_row_are_told_at_once()
    {
        SoraException error = Assert.Throws<SoraException>(() => Prepare("LinkModel", Row with { Duration = 5, RemoveWatermark = true }));
        Assert.Contains("Duration 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("watermark", error.Message, StringComparison.Ordinal);
    }

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
        SoraException error = Assert.Throws<SoraException>(() => Prepare(provider, Row with { Image = Local() }));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("address", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(OfAddressesOnly))]
    public void A_data_URL_at_a_gateway_that_takes_addresses_only_is_told_and_not_shown(string provider)
    {
        VideoRequest row = Row with { Image = Data(VideoLibrary.Thumbnail) };
        SoraException error = Assert.Throws<SoraException>(() => Prepare(provider, row));
        Assert.Equal(SoraErrorKind.InvalidRequest, error.Kind);
        Assert.Contains("data: URL", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 400);
        Assert.Throws<SoraException>(
            () => _connections.Find(provider)!.Dialect.Create(Prepare(provider, row with { SkipValidation = true })));
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
    public void Models_that_are_not_documented_are_not_second_guessed()
    {
        PreparedRequest request = Prepare("OpenAI", Row with { Model = "Wan2.2", Duration = 7, Resolution = "832x480" });
        Assert.Equal(("Wan2.2", 7, "832x480"), (request.Model, request.Duration, request.Resolution));
    }

    [Theory]
    [InlineData("LinkModel", 5, "sora-2")]
    [InlineData("OpenAI", 5, "sora-2")]
    public void Skipped_validation_sends_it_as_it_is(string provider, int duration, string model)
    {
        PreparedRequest request = Prepare(provider, Row with { Duration = duration, SkipValidation = true });
        Assert.Equal((duration, model), (request.Duration, request.Model));
    }

    [Fact]
    public void Without_a_model_the_connections_own_is_taken_and_then_the_dialects()
    {
        Connection openAI = _connections.Find("OpenAI")!;
        Assert.Equal("sora-2", RequestPreparation.Prepare(Row with { Model = " " }, openAI).Model);
        Assert.Equal("Wan2.2", RequestPreparation.Prepare(Row, openAI with { DefaultModel = "Wan2.2" }).Model);
    }

    [Fact]
    public async Task A_row_with_skipped_validation_reaches_the_gateway_and_its_answer_is_told()
    {
        await using TestPipeline line = new();
        PipelineResult result = await line.SubmitAsync("LinkModel", TestPipeline.Row(0) with { Duration = 5, SkipValidation = true });
        Assert.Contains("duration must be one of", result.Error(SoraErrorKind.InvalidRequest).Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (line.Emulator.Counters.Creates, line.Emulator.Counters.TasksMade));
    }

    [Fact]
    public async Task A_local_picture_travels_to_the_gateways_that_take_one()
    {
        await using TestPipeline line = new();
        string path = _folder.File("sheet.jpg");
        await File.WriteAllBytesAsync(path, VideoLibrary.Spritesheet);
        VideoRequest row = TestPipeline.Row(0) with { Resolution = "1280x720", Image = new() { Path = path } };
        VideoAssert.AllSaved(line, await line.RunAsync("OpenAI", row), [row]);
    }

    private static VideoRequest Row => new() { Prompt = "A fox" };

    private static ImageInput Web(string address) => new() { Uri = new Uri(address) };

    private static ImageInput Data(byte[] bytes) => new() { Data = $"data:image/png;base64,{Convert.ToBase64String(bytes)}" };

    private PreparedRequest Prepare(string provider, VideoRequest row) => RequestPreparation.Prepare(row, _connections.Find(provider)!);

    private ImageInput Local()
    {
        string path = _folder.File("fox.webp");
        File.WriteAllBytes(path, VideoLibrary.Thumbnail);
        return new() { Path = path };
    }
}
