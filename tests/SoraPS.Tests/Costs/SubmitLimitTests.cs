using SoraPS.Core.Costs;
using SoraPS.Core.Images;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Costs;

/// <summary>Submitting under a limit, over real HTTP; and measuring, over none.</summary>
public sealed class SubmitLimitTests
{
    // Rows of LinkModel that name no length cost 0.34 USD each.
    private static SubmitOptions Max(decimal max, int throttle = 16) =>
        new() { Provider = "LinkModel", MaxCost = max, Prices = PriceBook.Published, Throttle = throttle };

    [Fact]
    public async Task The_first_rows_are_sent_and_all_later_ones_are_errors()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        VideoRequest[] rows = TestPipeline.Rows(40);

        // A bad row takes no part.
        rows[1] = rows[1] with { Duration = 7 };
        PipelineResult result = await pipeline.SubmitAsync(Max(1.70m), rows);
        Assert.Equal(
            ["row-000", "row-002", "row-003", "row-004", "row-005"],
            result.Submitted.Select(task => task.Name).Order());
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);
        Assert.Equal(35, result.Errors.Count);
        Assert.Equal(
            rows[6..].Select(row => row.Name),
            result.Errors.Where(one => one.Error is SoraException { Kind: SoraErrorKind.CostLimitReached })
                .Select(one => Assert.IsType<VideoRequest>(one.Target).Name).Order());
    }

    [Fact]
    public async Task A_batch_costs_no_more_over_two_runs_at_once_and_later_ones()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        VideoRequest[] rows = [.. TestPipeline.Rows(40).Select(row => row with { Batch = "spring" })];
        SubmitOptions Options() => new()
        {
            Provider = "LinkModel", MaxBatchCost = 1.70m, Prices = PriceBook.Published, Run = pipeline.Client.NewRun(),
        };
        PipelineResult[] both = await Task.WhenAll(pipeline.SubmitAsync(Options(), rows), pipeline.SubmitAsync(Options(), rows));

        // A run that ends before the other one comes to its rows leaves them to it: they are given back, and not paid for again.
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);
        Assert.Equal(5, both.SelectMany(result => result.Submitted).Select(task => task.Id).Distinct().Count());
        Assert.All(both, result => Assert.Distinct(result.Submitted.Select(task => task.Id)));
        Assert.All(
            both.SelectMany(result => result.Errors),
            one => Assert.Equal(SoraErrorKind.CostLimitReached, Assert.IsType<SoraException>(one.Error).Kind));

        // Later, what was paid for is given back and counts, and nothing new is sent.
        PipelineResult later = await pipeline.SubmitAsync(Options(), rows);
        Assert.Equal((5, 35), (later.Submitted.Count, later.Errors.Count));
        Assert.Contains(
            later.Errors,
            one => one.Error.Message.Contains("0.00 of 1.70 USD of -MaxBatchCost are left", StringComparison.Ordinal));
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);
        PipelineResult raised = await pipeline.SubmitAsync(Options() with { MaxBatchCost = 2.04m }, rows);
        Assert.Equal((6, 6), (raised.Submitted.Count, pipeline.Emulator.Counters.Creates));
    }

    [Fact]
    public async Task A_row_that_takes_long_to_prepare_is_not_overtaken()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"v1","status":"queued"}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        string picture = pipeline.Folder.File("large.png");
        byte[] head = Convert.FromHexString("89504E470D0A1A0A0000000D49484452");
        File.WriteAllBytes(picture, [.. head, .. new byte[19 * 1024 * 1024]]);
        string prices = pipeline.Folder.File("prices.json");
        File.WriteAllText(prices, """
            {"prices":[{"provider":"OpenAI","model":"*",
              "amount":1,"currency":"EUR","unit":"video","asOf":"2026-11-01"}]}
            """);
        VideoRequest[] rows = TestPipeline.Rows(20);
        rows[0] = rows[0] with { Image = new ImageInput { Path = picture }, SkipValidation = true };
        PipelineResult result = await pipeline.SubmitAsync(
            new SubmitOptions { Provider = "OpenAI", MaxCost = 1, Prices = PriceBook.Load(prices) }, rows);
        Assert.Equal("row-000", Assert.Single(result.Submitted).Name);
        Assert.Equal(19, result.Errors.Count);
    }

    [Fact]
    public async Task A_row_that_another_run_has_claimed_meanwhile_gives_its_share_back()
    {
        TestPipeline? made = null;
        LedgerSource source = new(_ => new WatchedLedger(
            made!.Ledger.Open(), _ => Task.CompletedTask) { FindsRows = false });
        await using TestPipeline pipeline = made = new(ledgers: source);
        VideoRequest[] rows = [.. TestPipeline.Rows(2).Select(row => row with { Batch = "spring" })];
        (await pipeline.SubmitAsync("LinkModel", rows[0])).AssertNoErrors();

        PipelineResult result = await pipeline.SubmitAsync(Max(0.34m, throttle: 1), rows);

        Assert.Equal(["row-000", "row-001"], result.AssertNoErrors().Submitted.Select(task => task.Name));
    }

    [Fact]
    public async Task A_row_that_was_refused_gives_its_share_back()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((index, _) => index < 2
            ? (400, """{"code":400,"msg":"the prompt is not allowed"}""")
            : (200, $$$"""{"code":0,"data":{"task_id":"t{{{index}}}","status":"processing"}}"""));
        pipeline.Connect("LinkModel", server.Uri, "some-key");
        PipelineResult result = await pipeline.SubmitAsync(Max(0.68m, throttle: 1), TestPipeline.Rows(5));
        Assert.Equal(["row-002", "row-003"], result.Submitted.Select(task => task.Name).Order());
        Assert.Equal(4, server.Requests.Count);
        Assert.Null(result.Submitted[0].Price);
    }

    [Fact]
    public async Task A_row_that_may_have_been_taken_keeps_its_share()
    {
        EmulatorFault lost = new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = 2 };
        await using TestPipeline pipeline = new(TestPipeline.Done with { Faults = [lost] });
        PipelineResult result = await pipeline.SubmitAsync(Max(1.02m, throttle: 1), TestPipeline.Rows(5));
        Assert.Equal("row-002", Assert.Single(result.Submitted).Name);
        Assert.Equal(3, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Measuring_sends_nothing_and_tells_bad_rows_as_submitting_would()
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows = TestPipeline.Rows(4);
        rows[1] = rows[1] with { Duration = 7 };
        rows[2] = rows[2] with { Provider = "UniAll" };
        await using MeasureStage stage = pipeline.Client.Measure(
            new MeasureOptions { Provider = "LinkModel", Prices = PriceBook.Published });
        PipelineResult result = new();
        List<SoraCost> costs = [];
        await stage.FeedAsync(rows.ToAsyncEnumerable(), CancellationToken.None);
        await stage.DrainAsync(e => result.Note(e, costs.Add), CancellationToken.None).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(["2 rows for 0.68 USD", "1 row for 0.272 USD"], costs.Select(cost => $"{cost}"));
        Assert.Equal(("UniAll", "sora2-landscape-4s"), (costs[1].Provider, costs[1].Model));
        Assert.Equal(new DateOnly(2026, 5, 31), costs[1].AsOf);
        SoraException error = result.Error(SoraErrorKind.InvalidRequest);
        Assert.Contains("offers 4, 8, 12", error.Message, StringComparison.Ordinal);
        Assert.Same(rows[1], result.Errors[0].Target);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }
}
