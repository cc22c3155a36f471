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
    /// <param name="run">The run that works on the task from now on; null for none.</param>
    /// <param name="limits">What a new task must keep to; null for nothing.</param>
    Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null);

    /// <summary>
    /// Whether a task that was claimed as new may still be sent: others may have taken this process for dead meanwhile, and its task
    /// for Unknown. Asked right before each request that costs money; false is also the promise that none of this claim was sent, so
    /// that a task which nothing else is known about is forgotten.
    /// </summary>
    /// <param name="claim">The claim.</param>
    ValueTask<bool> IsHeldAsync(LedgerClaim claim) => new(true);

    /// <summary>A run begins: it is live until <see cref="EndRunAsync"/>, as long as this process is.</summary>
    /// <param name="run">Its id, different from that of any other.</param>
    Task BeginRunAsync(string run) => Task.CompletedTask;

    /// <summary>A run has ended: what it held is free.</summary>
    Task EndRunAsync(string run) => Task.CompletedTask;

    /// <summary>Asks for a task, so that no other run works on it.</summary>
    /// <param name="requestId">The task; one that is not known here is free.</param>
    /// <param name="run">The run that asks.</param>
    /// <param name="from">A run that hands it over; null for none.</param>
    Task<LedgerHoldOutcome> HoldAsync(string requestId, string run, string? from) =>
        Task.FromResult(new LedgerHoldOutcome(new LedgerHold(requestId, run, 0), null));

    /// <summary>Asks whether a task is still the run's, which others may have taken over from a process that seemed dead.</summary>
    /// <returns>The hold, good for a while; null if it was taken over.</returns>
    /// <exception cref="SoraException">WriteFailed: nobody can tell now, since this process was frozen for a while.</exception>
    ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold) => new(hold);

    /// <summary>Takes the next turns of a provider, of which all processes on the ledger take one after the other.</summary>
    /// <param name="provider">Name of the provider; upper and lower case are the same.</param>
    /// <param name="length">How long they take together.</param>
    /// <param name="slack">How much sooner they may begin while none were taken for that long.</param>
    /// <returns>Time until they begin, zero or less for now; null where no process shares anything.</returns>
    Task<TimeSpan?> TakeTurnsAsync(string provider, TimeSpan length, TimeSpan slack) => Task.FromResult<TimeSpan?>(null);

    /// <summary>Which other processes are at work on the ledger, in the order in which they began.</summary>
    Task<IReadOnlyList<SoraLedgerProcess>> ProcessesAsync() => Task.FromResult<IReadOnlyList<SoraLedgerProcess>>([]);

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
    /// <param name="row">The row.</param>
    /// <param name="run">The run that would claim it, which is then told whether another one works on it; null for none.</param>
    Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null);

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
