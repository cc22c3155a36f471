using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Support;

/// <summary>A ledger that lets a test see, hold up or fail each entry before it is written.</summary>
public class WatchedLedger(ILedger inner, Func<LedgerEntry, Task> writing) : ILedger
{
    /// <summary>Whether a look at a row finds it; a claim does in any case.</summary>
    public bool FindsRows { get; init; } = true;

    public async Task WriteAsync(LedgerEntry entry)
    {
        await writing(entry);
        await inner.WriteAsync(entry);
    }

    public virtual Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null) =>
        inner.ClaimAsync(task, row, resubmit, run, limits);

    public virtual ValueTask<bool> IsHeldAsync(LedgerClaim claim) => inner.IsHeldAsync(claim);

    public Task BeginRunAsync(string run) => inner.BeginRunAsync(run);

    public virtual Task EndRunAsync(string run) => inner.EndRunAsync(run);

    public virtual Task<LedgerHoldOutcome> HoldAsync(string requestId, string run, string? from) =>
        inner.HoldAsync(requestId, run, from);

    public virtual ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold) => inner.ConfirmAsync(hold);

    public virtual Task<TimeSpan?> TakeTurnsAsync(string provider, TimeSpan length, TimeSpan slack) =>
        inner.TakeTurnsAsync(provider, length, slack);

    public Task<IReadOnlyList<SoraLedgerProcess>> ProcessesAsync() => inner.ProcessesAsync();

    public async Task<bool> TakeUpAsync(LedgerEntry entry)
    {
        await writing(entry);
        return await inner.TakeUpAsync(entry);
    }

    public virtual Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null) =>
        FindsRows ? inner.FindRowAsync(row, run) : Task.FromResult<LedgerClaim?>(null);

    public Task<SoraTask?> FindAsync(string provider, string id) => inner.FindAsync(provider, id);

    public Task<SoraTask?> FindRequestAsync(string requestId) => inner.FindRequestAsync(requestId);

    public Task<IReadOnlyList<SoraTask>> ListAsync(LedgerQuery query) => inner.ListAsync(query);

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string requestId) => inner.HistoryAsync(requestId);

    public Task<string?> FindAnswerAsync(string requestId) => inner.FindAnswerAsync(requestId);

    public Task<SavedFile?> FindFileAsync(string requestId) => inner.FindFileAsync(requestId);

    public Task<bool> RemoveAsync(string requestId) => inner.RemoveAsync(requestId);

    public Task<IReadOnlyList<string>> BatchesAsync() => inner.BatchesAsync();

    public Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) =>
        inner.DurationsAsync(provider, model, most);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }
}
