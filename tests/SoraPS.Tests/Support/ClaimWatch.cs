using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Support;

/// <summary>A ledger that lets a test do something between the claim of a row and its request.</summary>
public sealed class ClaimWatch(ILedger inner, Func<ILedger, IdempotencyKey?, Task> claimed)
    : WatchedLedger(inner, _ => Task.CompletedTask)
{
    private readonly ILedger _inner = inner;

    public override async Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null)
    {
        LedgerClaim claim = await base.ClaimAsync(task, row, resubmit, run, limits);
        await claimed(_inner, row);
        return claim;
    }
}
