using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>Rows that no request can hold as they are: each ends alone, and nothing of it is sent, paid for or left behind.</summary>
public sealed class UnsendableRowTests
{
    private const string Half = "A boat \uD83D at dusk";

    public static TheoryData<string, VideoRequest> Rows => new()
    {
        { "Prompt", TestPipeline.Row(0) with { Prompt = Half } },
        { "Prompt", TestPipeline.Row(0) with { Prompt = "\uDE00" } },
        { "Name", TestPipeline.Row(0) with { Name = "cut \uD83D" } },
        { "Batch", TestPipeline.Row(0) with { Batch = Half } },
        { "Model", TestPipeline.Row(0) with { Model = Half } },
        { "AdditionalBody", TestPipeline.Row(0) with { AdditionalBody = new() { ["style"] = new JsonArray(Half) } } },
        { "AdditionalBody", TestPipeline.Row(0) with { AdditionalBody = new() { [Half] = 1 } } },
        { "AdditionalBody", TestPipeline.Row(0) with { AdditionalBody = new() { ["seed"] = double.NaN } } },
    };

    [Theory, MemberData(nameof(Rows))]
    public async Task A_row_that_cannot_be_sent_as_it_is_names_its_column_and_is_not_sent(string column, VideoRequest row)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        row = row with { SkipValidation = true, Batch = row.Batch ?? "spring" };

        SoraException error = (await pipeline.SubmitAsync("OpenAI", row)).Error(SoraErrorKind.InvalidRequest);

        Assert.Contains($": {column} ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        await LeavesNothingAsync(pipeline);
        Assert.Throws<SoraException>(() => RequestPreparation.Resolve(row, pipeline.Client.Connections.Find("OpenAI")!));
    }

    [Fact]
    public async Task Whole_characters_are_sent_as_they_are()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"video_1","status":"queued"}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");

        (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0) with { Prompt = "A 🦊 at dusk 🌆" })).AssertNoErrors();

        JsonNode sent = JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        Assert.Equal("A 🦊 at dusk 🌆", (string?)sent["prompt"]);
    }

    [Fact]
    public async Task A_row_of_which_no_request_can_be_made_is_free_again()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        Connection good = pipeline.Client.Connections.Find("OpenAI")!;
        pipeline.Client.Connections.Set(good with { Dialect = new ThrowingDialect { CannotCreate = true } });

        SoraException error = (await pipeline.SubmitAsync("OpenAI", Row())).Error(SoraErrorKind.InvalidRequest);

        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
        pipeline.Client.Connections.Set(good);
        Assert.Single((await pipeline.SubmitAsync("OpenAI", Row())).AssertNoErrors().Submitted);

        static VideoRequest Row() => TestPipeline.Row(0) with { Batch = "spring" };
    }

    private static async Task LeavesNothingAsync(TestPipeline pipeline)
    {
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        Assert.Empty(await lease.Ledger.ListAsync(new LedgerQuery()));
    }
}
