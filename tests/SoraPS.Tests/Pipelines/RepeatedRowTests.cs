using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A row that a run has twice, whichever of the two gets on sooner.</summary>
public sealed class RepeatedRowTests
{
    [Fact]
    public async Task It_waits_for_the_first_which_force_sends_once_however_late_that_is()
    {
        Func<bool> mayClaim = () => false;
        TestPipeline? made = null;
        await using TestPipeline pipeline = made = new(
            new() { Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = 1 }] },
            ledgers: new LedgerSource(_ => new LateClaim(made!.Ledger.Open(), () => mayClaim())));
        VideoRequest row = TestPipeline.Row(1) with { Batch = "spring", Name = "lake" };
        PipelineResult result = new();
        await using SubmitStage submit = pipeline.Client.Submit(
            new SubmitOptions { Provider = "LinkModel", Resubmit = Resubmit.Unknown });
        mayClaim = () => pipeline.Emulator.Counters.Creates > 0
            || submit.Progress.Open.Any(item => item.WaitsFor == StageItem.AnEarlierRow);
        await Task.WhenAll(
            submit.FeedAsync(new[] { row, row }.ToAsyncEnumerable(), CancellationToken.None),
            submit.DrainAsync(told => result.Note(told, result.Submitted.Add), CancellationToken.None)).WaitAsync(TestPipeline.Timeout);

        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
        Assert.All(result.Errors, error => Assert.Equal(SoraErrorKind.SubmissionUnknown, Assert.IsType<SoraException>(error.Error).Kind));
        Assert.Equal(2, result.Errors.Count);
    }

    /// <summary>A ledger whose first claim takes until something else has happened.</summary>
    private sealed class LateClaim(ILedger inner, Func<bool> may) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        private int _claims;

        public override async Task<LedgerClaim> ClaimAsync(
            SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
        {
            if (Interlocked.Increment(ref _claims) == 1)
            {
                await Eventually.TrueAsync(may, "the other row");
            }

            return await base.ClaimAsync(task, row, resubmit, run, limits);
        }
    }
}
