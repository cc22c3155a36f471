using System.Diagnostics;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Submission;

/// <summary>
/// How many create requests may be under way. One has a slot from right before its claim to its answer; while the answer is written
/// down, another has it. Rows that others take are passed while they wait for a slot: with one, each would hold up the rows behind it.
/// </summary>
internal sealed class SubmissionSlots(int count, SubmissionLedger ledger) : IDisposable
{
    // A row that waits is looked for again after so long.
    private const long LookMilliseconds = 100;

    private readonly SemaphoreSlim _free = new(count);
    private readonly long _since = Stopwatch.GetTimestamp();

    // All that wait look at the same time, so that they share a query. Whole milliseconds, as the wait has no others: less than one
    // would be none, again and again.
    private int UntilNextLook => (int)(LookMilliseconds - ((long)Stopwatch.GetElapsedTime(_since).TotalMilliseconds % LookMilliseconds));

    /// <summary>Waits for a slot.</summary>
    /// <returns>Null once the row has one; else what is said of a row that another run works on, and it has none.</returns>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public async Task<LedgerClaim?> TakeAsync(AdmittedRow row, Uri server, CancellationToken ct)
    {
        bool hasSlot = _free.Wait(0, ct);
        bool isGiven = false;
        try
        {
            while (true)
            {
                // With its slot once more: others that are at these rows may have taken this one since it was last looked for.
                if (ledger.HasMetOthers && await ledger.FindOthersAsync(row, server, ct).ConfigureAwait(false) is { } others)
                {
                    return others;
                }

                if (hasSlot)
                {
                    isGiven = true;
                    return null;
                }

                hasSlot = await _free.WaitAsync(UntilNextLook, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            if (hasSlot && !isGiven)
            {
                Release();
            }
        }
    }

    /// <summary>A row needs its slot no more.</summary>
    public void Release() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
