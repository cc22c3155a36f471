using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Dialects;

/// <summary>A task is the handle by which its gateway is asked: with all that an earlier answer told, in another session too.</summary>
public sealed class TaskHandleTests
{
    [Fact]
    public async Task A_status_request_may_need_more_than_the_id_and_its_answer_more_than_its_own_words()
    {
        await using TestPipeline pipeline = new();
        await using RawServer server = RawServer.OfJson((number, _) => (200, number == 0
            ? """{"job":"j/1","region":"eu west","status":"queued"}"""
            : """{"status":"completed","file":"https://files.example/boat.mp4"}"""));
        pipeline.Client.Connections.Set(
            pipeline.Connect("OpenAI", server.Uri, "key-of-tests") with { Dialect = new RegionalDialect() });
        (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0) with { Model = "boats" })).AssertNoErrors();

        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        SoraTask kept = Assert.Single(await lease.Ledger.ListAsync(new LedgerQuery { Unfinished = true }));
        SoraTask ended = Assert.Single((await pipeline.WaitAsync(new WaitOptions(), kept)).AssertNoErrors().Ended);

        Assert.Equal("GET /eu%20west/boats/jobs/j%2F1 HTTP/1.1", server.Requests.Last().RequestLine);
        Assert.Equal((SoraTaskState.Succeeded, "j/1 in eu west"), (ended.State, ended.Resolution));
    }

    /// <summary>A gateway that finds a task by its region, its model and its id, and repeats none of them.</summary>
    private sealed class RegionalDialect : Dialect
    {
        public override string Name => "OpenAI";

        public override Uri DefaultBaseUri { get; } = new("https://api.regional.example");

        public override string KeyVariable => "REGIONAL_API_KEY";

        public override string DefaultModel => "boats";

        public override StateWords States { get; } =
            new(queued: ["queued"], running: ["running"], succeeded: ["completed"], failed: ["failed"]);

        public override PollPace Pace => PollPace.Every(TimeSpan.FromMilliseconds(60));

        public override ImageRules Image { get; } = new(AcceptsFile: false, MaxBytes: null, Types: []);

        public override IReadOnlyList<string> IdNames { get; } = ["job"];

        public override GatewayRequest Create(PreparedRequest request) =>
            GatewayRequest.Post("/jobs", new JsonObject { ["prompt"] = request.Prompt });

        public override TaskReport ReadCreate(GatewayAnswer answer) => States.Report(answer.Json.Text("status")) with
        {
            Id = answer.Json.Text("job"),
            GatewayData = answer.Json.Fields(["region"]),
        };

        public override GatewayRequest Status(SoraTask task) =>
            GatewayRequest.Get($"/{Uri.EscapeDataString($"{task.GatewayData!["region"]}")}/{task.Model}/jobs/{IdOf(task)}");

        public override TaskReport ReadStatus(GatewayAnswer answer, SoraTask task) => States.Report(answer.Json.Text("status")) with
        {
            VideoUri = answer.Json.Link("file"),
            Resolution = $"{task.Id} in {task.GatewayData!["region"]}",
        };

        public override GatewayError? ReadError(GatewayAnswer answer) => null;
    }
}
