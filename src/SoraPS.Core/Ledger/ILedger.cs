using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger;

/// <summary>
/// What was asked for, paid for and saved. A write is durable when its task completes; callers that write at the same
/// time share one commit. Failures are <see cref="SoraException"/> of kind WriteFailed; what a write that failed was to record is
/// kept and recorded as soon as it can be, if need be by who opens the ledger next.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Writes a row down before it is sent, or tells that it was written down before.</summary>
    /// <param name="task">The new task, in state Submitting.</param>
    /// <param name="row">What the row is known by in its batch; null for a row that is always new.</param>
    /// <param name="resubmit">Which earlier outcomes give up the row to the new task.</param>
    Task<LedgerClaim> ClaimAsync(SoraTask task, IdempotencyKey? row, Resubmit resubmit);

    /// <summary>
    /// Whether a task that was claimed as new may still be sent: others may have taken this process for dead meanwhile, and its task
    /// for Unknown. Asked right before each request that costs money; false is also the promise that none of this claim was sent, so
    /// that a task which nothing else is known about is forgotten.
    /// </summary>
    /// <param name="task">The task of the claim.</param>
    ValueTask<bool> IsHeldAsync(SoraTask task) => new(true);

    /// <summary>
    /// Records what happened to a task, known here or not. What the task leaves null stays as recorded, and a task that
    /// has ended is not set back to an earlier state by a look that was slower.
    /// </summary>
    Task WriteAsync(LedgerEntry entry);

    /// <summary>
    /// Records, like <see cref="WriteAsync"/>, that a request made the task of that id; false, and nothing recorded, if another
    /// request is known to have made it.
    /// </summary>
    Task<bool> TakeUpAsync(LedgerEntry entry);

    /// <summary>What a claim of a row would find, without writing anything; null if the row is free.</summary>
    Task<LedgerClaim?> FindRowAsync(IdempotencyKey row);

    /// <summary>The latest task of that gateway id, or null.</summary>
    Task<SoraTask?> FindAsync(string provider, string id);

    /// <summary>The task of that request id, or null.</summary>
    Task<SoraTask?> FindRequestAsync(string requestId);

    /// <summary>The tasks that fit, oldest first.</summary>
    Task<IReadOnlyList<SoraTask>> ListAsync(LedgerQuery query);

    /// <summary>What happened to a task, oldest first; empty if it is not known.</summary>
    Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string requestId);

    /// <summary>The gateway's last answer about a task (see <see cref="LedgerEntry.Answer"/>), or null.</summary>
    Task<string?> FindAnswerAsync(string requestId);

    /// <summary>The file that was saved for a task, or null.</summary>
    Task<SavedFile?> FindFileAsync(string requestId);

    /// <summary>Forgets a task and its history; false if it was not known.</summary>
    Task<bool> RemoveAsync(string requestId);

    /// <summary>The names of all batches, sorted.</summary>
    Task<IReadOnlyList<string>> BatchesAsync();

    /// <summary>How long the latest succeeded tasks of a model took, newest first (see <see cref="LedgerEntry.Took"/>).</summary>
    Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most);
}
