using SoraPS.Core.Connections;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

/// <summary>What is told before anything is sent, with the values that are allowed.</summary>
public sealed class PreparationTests : PreparationFixture
{
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
        await using TestPipeline pipeline = new();
        PipelineResult result = await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(0) with { Duration = 5, SkipValidation = true });
        Assert.Contains("duration must be one of", result.Error(SoraErrorKind.InvalidRequest).Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
    }
}
