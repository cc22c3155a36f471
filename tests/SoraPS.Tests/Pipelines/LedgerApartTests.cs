using SoraPS.Core.Costs;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>While the tasks of one server are kept apart, what is paid for at another stands where it always does.</summary>
public sealed class LedgerApartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Usual => _folder.File("usual.db");

    private string Apart => _folder.File("apart.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_row_is_written_down_in_the_ledger_of_its_server()
    {
        await using RawServer server = Paid();
        await using TestPipeline pipeline = Make();
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        pipeline.Client.Ledgers.KeepApart([pipeline.Emulator.BaseUri("LinkModel")], Apart);

        PipelineResult both = await pipeline.SubmitAsync(
            "LinkModel", Row() with { Name = "hare", Provider = "LinkModel" }, Row() with { Provider = "OpenAI" });
        Assert.Equal(2, both.AssertNoErrors().Submitted.Count);

        Assert.Equal("OpenAI", Assert.Single(await ListAsync(Usual)).Provider);
        Assert.Equal("LinkModel", Assert.Single(await ListAsync(Apart)).Provider);
        pipeline.Client.Ledgers.KeepApart([], null);
        File.Delete(Apart);
        Assert.Equal("video_1", Assert.Single((await pipeline.SubmitAsync("OpenAI", Row())).AssertNoErrors().Submitted).Id);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(null, "LinkModel")]
    [InlineData("LinkModel", "OpenAI")]
    public async Task What_was_paid_for_is_found_in_the_ledger_of_its_server_before_a_limit_counts(string? own, string usual)
    {
        await using TestPipeline pipeline = Make();
        pipeline.Connect("OpenAI", new Uri("http://other.example.com/v1"), "some-key");
        pipeline.Client.Ledgers.KeepApart([pipeline.Emulator.BaseUri("LinkModel")], Apart);
        VideoRequest row = Row() with { Provider = own };
        SoraTask paid = Assert.Single((await pipeline.SubmitAsync(usual, row)).AssertNoErrors().Submitted);
        SubmitOptions limited = new() { Provider = usual, MaxCost = 0.0001m, Prices = PriceBook.Published };
        Assert.Equal(paid.Id, Assert.Single((await pipeline.SubmitAsync(limited, row)).AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task What_becomes_of_a_task_is_written_down_with_it()
    {
        await using TestPipeline pipeline = Make();
        SoraTask before = Assert.Single((await pipeline.SubmitAsync("LinkModel", Row())).AssertNoErrors().Submitted);
        Uri other = new("http://other.example.com/v1");
        pipeline.Client.Ledgers.KeepApart([other], Apart);
        await pipeline.WaitAsync(new WaitOptions(), before);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(await ListAsync(Usual)).State);
        Assert.False(File.Exists(Apart));

        pipeline.Client.Ledgers.KeepApart([pipeline.Emulator.BaseUri("LinkModel")], Apart);
        SoraTask after = Assert.Single((await pipeline.SubmitAsync("LinkModel", Row() with { Name = "owl" })).AssertNoErrors().Submitted);
        await pipeline.WaitAsync(new WaitOptions(), after, before with { State = SoraTaskState.Running });
        Assert.Equal(SoraTaskState.Succeeded, (await ListAsync(Apart))[0].State);
    }

    [Fact]
    public void The_session_tells_which_ledgers_it_has()
    {
        LedgerSource source = new(_ => new NoLedger());
        Uri server = new("https://Videos.example.com:8443/v1");
        Assert.Equal((null, null, false), (source.ChosenPlace, source.ApartPath, source.IsApart(server)));
        source.Use(Usual);
        source.KeepApart([server], Apart);
        Assert.Equal((Usual, Apart), (source.ChosenPlace, source.ApartPath));
        Assert.True(source.IsApart(new("https://videos.example.com:8443/other")));
        Assert.False(source.IsApart(new("https://videos.example.com/v1")) || source.IsApart(null));
    }

    [Fact]
    public async Task A_stage_leaves_a_server_with_the_ledger_that_it_had()
    {
        await using TestPipeline pipeline = Make();
        pipeline.Client.Ledgers.KeepApart([pipeline.Emulator.BaseUri("LinkModel")], Apart);
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        PipelineResult result = new();
        Task listening = submit.DrainAsync(happened => result.Note(happened, result.Submitted.Add), CancellationToken.None);
        await submit.PostAsync(Row(), CancellationToken.None);
        await Eventually.TrueAsync(() => result.Submitted.Count == 1, "the first task");
        pipeline.Client.Ledgers.KeepApart([], null);
        await submit.PostAsync(Row() with { Name = "owl" }, CancellationToken.None);
        submit.Complete();
        await listening.WaitAsync(TestPipeline.Timeout);

        Assert.Equal(2, result.AssertNoErrors().Submitted.Count);
        Assert.Equal(2, (await ListAsync(Apart)).Count);
        Assert.False(File.Exists(Usual));
    }

    private static VideoRequest Row() => new() { Prompt = "A fox", Name = "fox", Batch = "spring" };

    private static RawServer Paid() => RawServer.OfJson((number, _) => (200, $$"""{"id":"video_{{number + 1}}","status":"queued"}"""));

    private static async Task<IReadOnlyList<SoraTask>> ListAsync(string path)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(path);
        return await ledger.ListAsync(new LedgerQuery());
    }

    private TestPipeline Make() => new(ledgers: new LedgerSource(path => SqliteLedger.Open(path ?? Usual)));
}
