using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>A task that an answer names which is wrong otherwise.</summary>
internal static class SalvagedTask
{
    public const string Id = "task-1";

    // Submits a row whose answer names the task, but cannot be used, and gives the task.
    public static async Task<SoraTask> FollowedAsync(TestPipeline pipeline, string provider, VideoRequest row)
    {
        PipelineResult result = await pipeline.SubmitAsync(provider, row);
        SoraException error = result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.Single(result.Submitted);
        Assert.Equal((Id, SoraTaskState.Unknown), (task.Id, task.State));
        Assert.Equal(Id, error.TaskId);
        Assert.Contains(Id, error.Message, StringComparison.Ordinal);
        Assert.Contains(Id, error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(task.RequestId, (await LedgerOf(pipeline, ledger => ledger.FindAsync(provider, Id)))?.RequestId);
        Assert.NotNull(await LedgerOf(pipeline, ledger => ledger.FindAnswerAsync(task.RequestId)));
        return task;
    }

    public static async Task<T> LedgerOf<T>(TestPipeline pipeline, Func<ILedger, Task<T>> look)
    {
        await using LedgerLease lease = pipeline.Client.Ledgers.Lease();
        return await look(lease.Ledger);
    }
}
