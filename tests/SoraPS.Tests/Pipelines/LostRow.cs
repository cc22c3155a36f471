using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Refresh;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A row whose create request was never answered, and a gateway whose list a test makes up.</summary>
internal static class LostRow
{
    public const string Provider = "OpenAI";

    public static string Listed(string id, DateTimeOffset made) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","status":"queued","prompt":"A paper boat, take 1","created_at":{{made.ToUnixTimeSeconds()}}}""");

    public static SoraTask Lost(RawServer server, string requestId, DateTimeOffset claimed) => new()
    {
        RequestId = requestId,
        Provider = Provider,
        Endpoint = server.Uri,
        Prompt = "A paper boat, take 1",
        State = SoraTaskState.Unknown,
        CreatedAt = claimed,
    };

    public static async Task RecordAsync(TestPipeline pipeline, SoraTask lost, DateTimeOffset givenUp)
    {
        ManualTimeProvider clock = new(givenUp);
        await using StoredLedger ledger = pipeline.Ledger.Open(clock);
        await ledger.WriteAsync(new LedgerEntry(lost, "No answer came."));
    }

    public static TestPipeline Losing(int count) => new(new()
    {
        Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = count }],
    });

    public static async Task<SoraTask> LostAsync(TestPipeline pipeline, VideoRequest row)
    {
        PipelineResult result = await pipeline.SubmitAsync(Provider, row);
        result.Error(SoraErrorKind.SubmissionUnknown);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        return (await ledger.FindRequestAsync(Assert.IsType<SoraTask>(result.Errors[0].Target).RequestId))!;
    }

    public static async Task<PipelineResult> PollAsync(TestPipeline pipeline, params SoraTask[] tasks)
    {
        PipelineResult result = new();
        await using RefreshStage refresh = pipeline.Client.Refresh(new RefreshOptions());
        Task listening = refresh.DrainAsync(happened => result.Note(happened, result.Ended.Add), CancellationToken.None);
        await refresh.FeedAsync(tasks.ToAsyncEnumerable(), CancellationToken.None);
        await listening.WaitAsync(TestPipeline.Timeout);
        return result;
    }
}
