using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Images;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Documents;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Requests;

/// <summary>Rows that are made from another video.</summary>
public sealed class DerivedRowTests
{
    private const string Answer = """{"id":"video_2","object":"video","status":"queued","model":"sora-2-pro","seconds":"8"}""";

    private static readonly Derivation s_known =
        new(DerivationKind.Remix, "video_1") { Model = "sora-2-pro", Duration = 8, AspectRatio = "16:9", Resolution = "1280x720" };

    private static readonly ConnectionRegistry s_connections = new();

    private static VideoRequest Row(DerivationKind kind = DerivationKind.Remix) =>
        new() { Prompt = "At night", DerivedFrom = s_known with { Kind = kind } };

    [Theory]
    [InlineData(DerivationKind.Remix, null, "/v1/videos/video_1/remix", """{"prompt":"At night"}""")]
    [InlineData(DerivationKind.Edit, null, "/v1/videos/edits", """{"prompt":"At night","video":{"id":"video_1"}}""")]
    [InlineData(DerivationKind.Extension, 12, "/v1/videos/extensions",
        """{"prompt":"At night","video":{"id":"video_1"},"seconds":"12"}""")]
    public async Task It_is_sent_as_documented(DerivationKind kind, int? seconds, string path, string body)
    {
        Exchange sent = await Exchange.CreateAsync("OpenAI", Row(kind) with { Duration = seconds }, Answer);
        Assert.Equal($"POST {path}", sent.RequestLine);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), sent.Body), sent.Request.Body);
        Assert.Equal(("sora-2-pro", "1280x720"), (sent.Seen.Model, sent.Seen.Resolution));
    }

    [Fact]
    public async Task An_id_leads_nowhere_else()
    {
        VideoRequest row = Row() with { DerivedFrom = new Derivation(DerivationKind.Remix, "a/../b") };
        Exchange sent = await Exchange.CreateAsync("OpenAI", row, Answer);
        Assert.Equal("POST /v1/videos/a%2F..%2Fb/remix", sent.RequestLine);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("UniAll")]
    [InlineData("Apixo")]
    [InlineData("Odkkk")]
    [InlineData("AimlApi")]
    public void Other_gateways_refuse_it_also_unchecked(string provider) => Assert.Contains(
        "makes no video from another one", Refusal(Row() with { SkipValidation = true }, provider), StringComparison.Ordinal);

    public static TheoryData<string, VideoRequest> Chosen => new()
    {
        { "Model", Row() with { Model = "sora-2" } },
        { "Duration", Row() with { Duration = 4 } },
        { "AspectRatio", Row() with { AspectRatio = "portrait" } },
        { "Resolution", Row(DerivationKind.Extension) with { Duration = 4, Resolution = "1080p" } },
        { "Image", Row(DerivationKind.Edit) with { Image = new ImageInput { Path = "a.png" } } },
        { "An extension needs a Duration", Row(DerivationKind.Extension) },
        { "Duration 5 is not offered", Row(DerivationKind.Extension) with { Duration = 5 } },
    };

    [Theory, MemberData(nameof(Chosen))]
    public void What_would_not_be_sent_is_refused(string what, VideoRequest row) =>
        Assert.Contains(what, Refusal(row, "OpenAI"), StringComparison.Ordinal);

    [Fact]
    public void Values_of_the_video_itself_are_no_choice()
    {
        VideoRequest row = Row() with { Model = "sora-2-pro", Duration = 8, AspectRatio = "landscape", Resolution = "1280x720" };
        Assert.Null(RequestPreparation.Prepare(row, s_connections.Find("OpenAI")!).Duration);
    }

    [Fact]
    public void A_price_is_that_of_the_video_and_otherwise_unknown()
    {
        Assert.Equal(2.40m, PriceOf(s_known));
        Assert.Equal(2.40m, PriceOf(s_known with { Kind = DerivationKind.Edit }));
        Assert.Null(PriceOf(s_known with { Kind = DerivationKind.Extension }, 8));
        Assert.Null(PriceOf(s_known with { Duration = null }));
        Assert.Null(PriceOf(s_known with { Model = null }));
        Assert.Null(PriceOf(s_known with { Resolution = null }));
    }

    [Fact]
    public async Task A_row_of_a_batch_is_paid_for_once_for_each_video_that_it_is_made_from()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask source = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Submitted);
        SoraTask other = Assert.Single((await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(1))).Submitted);
        VideoRequest row = new() { Prompt = "At night", Batch = "b", DerivedFrom = new Derivation(DerivationKind.Remix, source.Id!) };
        VideoRequest[] rows =
        [
            row, row with { DerivedFrom = new Derivation(DerivationKind.Edit, source.Id!) },
            row with { DerivedFrom = new Derivation(DerivationKind.Remix, other.Id!) },
        ];
        string[] first = await IdsAsync();
        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first, await IdsAsync());
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);

        // Each in a run of its own: equal rows of one run are counted.
        async Task<string[]> IdsAsync()
        {
            List<string> ids = [];
            foreach (VideoRequest one in rows)
            {
                ids.Add(Assert.Single((await pipeline.SubmitAsync("OpenAI", one)).AssertNoErrors().Submitted).Id!);
            }

            return [.. ids];
        }
    }

    private static decimal? PriceOf(Derivation source, int? seconds = null) => new QuotedRequest(
        new VideoRequest { Prompt = "At night", Duration = seconds, DerivedFrom = source },
        s_connections.Find("OpenAI")!, PriceBook.Published).Quote?.Amount;

    private static string Refusal(VideoRequest row, string provider)
    {
        SoraException refused = Assert.Throws<SoraException>(() => RequestPreparation.Prepare(row, s_connections.Find(provider)!));
        Assert.Equal(SoraErrorKind.InvalidRequest, refused.Kind);
        return refused.Message;
    }
}
