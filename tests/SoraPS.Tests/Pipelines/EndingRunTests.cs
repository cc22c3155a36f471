using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A run that has ended, and of which the ledger does not know that yet.</summary>
public sealed class EndingRunTests
{
    [Fact]
    public async Task Its_rows_are_waited_for_by_the_next_run_of_the_process()
    {
        TaskCompletionSource release = new();
        TaskCompletionSource ending = new();
        int looks = 0;
        TestPipeline? made = null;
        await using TestPipeline pipeline = made = new(ledgers: new LedgerSource(_ => new LateEnd(
            made!.Ledger.Open(),
            () =>
            {
                // The first run's, and two of the second's.
                if (Interlocked.Increment(ref looks) == 3)
                {
                    release.TrySetResult();
                }
            },
            () =>
            {
                ending.TrySetResult();
                return release.Task;
            })));
        VideoRequest row = TestPipeline.Row(1) with { Batch = "spring", Name = "lake" };
        Task<PipelineResult> first = pipeline.SubmitAsync("LinkModel", row);
        await ending.Task.WaitAsync(TestPipeline.Timeout);
        try
        {
            PipelineResult second = await pipeline.SubmitAsync("LinkModel", row).WaitAsync(TestPipeline.Timeout);
            Assert.Equal("lake", Assert.Single(second.AssertNoErrors().Submitted).Name);
            Assert.Empty(second.Warnings);
        }
        finally
        {
            release.TrySetResult();
            await first;
        }

        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    /// <summary>A ledger that learns late that a run has ended.</summary>
    private sealed class LateEnd(ILedger inner, Action looking, Func<Task> ending) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        public override Task<LedgerClaim> ClaimAsync(
            SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
        {
            looking();
            return base.ClaimAsync(task, row, resubmit, run, limits);
        }

        public override Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null)
        {
            looking();
            return base.FindRowAsync(row, run);
        }

        public override async Task EndRunAsync(string run)
        {
            await ending();
            await base.EndRunAsync(run);
        }
    }
}
