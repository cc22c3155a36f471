using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Polling;
using SoraPS.Tests.Documents;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>CreatedAt is the gateway's, and its clock may be off: nothing that is timed goes by it.</summary>
public sealed class GatewayClockTests
{
    private static readonly DateTimeOffset s_gatewayTime = DateTimeOffset.FromUnixTimeSeconds(1757169743);

    [Fact]
    public async Task A_task_was_made_by_the_gateways_clock_and_submitted_by_ours()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Exchange sent = await Exchange.CreateAsync("Odkkk", TestPipeline.Row(0), """
            {"created":1757169743,"id":"task-unified-1757169743-7cvnl5zw","model":"sora-2","status":"pending"}
            """);
        Assert.Equal(s_gatewayTime, sent.Seen.CreatedAt);
        Assert.InRange(sent.Seen.SubmittedAt!.Value, before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Where_only_the_status_tells_the_time_it_is_taken_from_there()
    {
        Exchange sent = await Exchange.StatusAsync(
            "Apixo", "t", """{"code":200,"data":{"taskId":"t","state":"processing","createTime":1757169743000}}""", "sora-2");
        Assert.Equal((s_gatewayTime, null), (sent.Seen.CreatedAt, sent.Seen.SubmittedAt));
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(24)]
    public async Task The_first_404_of_a_newborn_task_is_no_verdict_whatever_the_gateways_clock_says(int hours)
    {
        await using RawServer server = RawServer.OfJson((number, _) => number == 0
            ? (404, """{"error":{"code":"task_not_found","message":"The requested task could not be found"}}""")
            : (200, """{"id":"task-unified-1","status":"completed","results":["https://a.example/v.mp4"]}"""));
        await using TestPipeline pipeline = new();
        pipeline.Connect("Odkkk", server.Uri, "key");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        PipelineResult result = await pipeline.WaitAsync(new WaitOptions(), new SoraTask
        {
            RequestId = "r",
            Id = "task-unified-1",
            Provider = "Odkkk",
            Endpoint = server.Uri,
            State = SoraTaskState.Queued,
            CreatedAt = now.AddHours(hours),
            SubmittedAt = now,
        });
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
    }

    [Fact]
    public async Task The_ledger_keeps_both_times_and_lists_by_ours()
    {
        using TempFolder folder = new();
        await using SqliteLedger ledger = SqliteLedger.Open(Path.Combine(folder.Path, "ledger.db"));
        DateTimeOffset ours = s_gatewayTime.AddDays(300);
        SoraTask task = new() { RequestId = "r", Id = "t", Provider = "Odkkk", CreatedAt = s_gatewayTime, SubmittedAt = ours };
        await ledger.WriteAsync(new LedgerEntry(task, "Accepted."));
        await ledger.WriteAsync(new LedgerEntry(task with { SubmittedAt = null, CreatedAt = s_gatewayTime.AddSeconds(1) }, "Seen."));
        SoraTask read = Assert.Single(await ledger.ListAsync(new LedgerQuery { Since = ours }));
        Assert.Equal((s_gatewayTime.AddSeconds(1), ours), (read.CreatedAt, read.SubmittedAt));
    }
}
