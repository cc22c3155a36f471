using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger;

/// <summary>Keeps nothing: for what costs nothing, such as an emulator, and for measuring what a ledger costs.</summary>
public class NoLedger : ILedger
{
    /// <inheritdoc/>
    public Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null) =>
        Task.FromResult(new LedgerClaim(ClaimOutcome.New, task));

    /// <inheritdoc/>
    public virtual Task WriteAsync(LedgerEntry entry) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> TakeUpAsync(LedgerEntry entry) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null) => Task.FromResult<LedgerClaim?>(null);

    /// <inheritdoc/>
    public Task<SoraTask?> FindAsync(string provider, string id) => Task.FromResult<SoraTask?>(null);

    /// <inheritdoc/>
    public Task<SoraTask?> FindRequestAsync(string requestId) => Task.FromResult<SoraTask?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SoraTask>> ListAsync(LedgerQuery query) => Task.FromResult<IReadOnlyList<SoraTask>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string requestId) =>
        Task.FromResult<IReadOnlyList<LedgerEvent>>([]);

    /// <inheritdoc/>
    public Task<string?> FindAnswerAsync(string requestId) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task<SavedFile?> FindFileAsync(string requestId) => Task.FromResult<SavedFile?>(null);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string requestId) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> BatchesAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public virtual Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) =>
        Task.FromResult<IReadOnlyList<TimeSpan>>([]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
