using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>What came of a create request.</summary>
/// <param name="Task">The task as it stands since.</param>
/// <param name="Error">Why the gateway did not take the row, or why nobody knows whether it did; null if it did.</param>
/// <param name="Answer">The gateway's answer; null if there is none.</param>
internal sealed record SubmissionOutcome(SoraTask Task, SoraException? Error, string? Answer)
{
    /// <summary>Whether the gateway made, and charged, a task or may have done so.</summary>
    public bool MayBeCharged => Error is null || Task.State is SoraTaskState.Unknown;

    /// <summary>What to write down about it.</summary>
    public LedgerEntry ToEntry() => new(Task, Error?.Message ?? "Accepted by the gateway.")
    {
        Answer = Answer,
        ReleasesRow = !MayBeCharged,
    };

    /// <summary>Sends the request that costs money.</summary>
    /// <param name="request">The row as it is sent.</param>
    /// <param name="task">What was written down for it.</param>
    /// <param name="sending">Called before each attempt; what it throws keeps the request from being sent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Receives a line for each request.</param>
    /// <param name="ct">Stops it; an answer that is under way is still waited for.</param>
    /// <exception cref="OperationCanceledException">Stopped before it was sent.</exception>
    public static async Task<SubmissionOutcome> SendAsync(
        KeyedRequest request, SoraTask task, Func<ValueTask> sending, TimeProvider time, IRequestLog log, CancellationToken ct)
    {
        try
        {
            Gateway gateway = request.Gateway;
            GatewayResult result = await gateway.CreateAsync(request.Prepared, request.Key, log, ct, sending).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();

            // Made now, and not when it was written down: the gateway may have been asked for half an hour to take it.
            SoraTask made = task.With(result.Report, gateway.Connection.Dialect, now) with
            {
                CreatedAt = result.Report.CreatedAt ?? now,
                SubmittedAt = now,
            };
            return new SubmissionOutcome(made, null, gateway.Errors.Scrub(result.Answer.Text));
        }
        catch (SoraException exception)
        {
            SoraTask failed = task with
            {
                Id = exception.TaskId,
                State = exception.Kind is SoraErrorKind.SubmissionUnknown ? SoraTaskState.Unknown : SoraTaskState.Failed,
                Error = new SoraTaskError(exception.GatewayCode, exception.Message, exception.Kind),
            };
            return new SubmissionOutcome(failed, exception, exception.GatewayAnswer);
        }
    }
}
