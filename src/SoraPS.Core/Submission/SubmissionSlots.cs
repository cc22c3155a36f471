using SoraPS.Core.Ledger;

namespace SoraPS.Core.Submission;

/// <summary>
/// How many create requests may be under way. One has a slot from its claim to its answer; while the answer is written down, another has
/// it. Rows that others take are passed while they wait for a slot: with one, each would hold up the rows behind it.
/// </summary>
internal sealed class SubmissionSlots(int count, SubmissionLedger ledger) : IDisposable
{
    // How often a row that waits is looked for.
    private static readonly TimeSpan s_lookPause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Waits for a slot.</summary>
    /// <returns>Null once the row has one; else what is said of a row that another run works on, and it has none.</returns>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public async Task<LedgerClaim?> TakeAsync(AdmittedRow row, Uri server, CancellationToken ct)
    {
        while (true)
        {
            int left = ledger.RowsLeft;
            if (left > 0 && await ledger.FindOthersAsync(row, server, ct).ConfigureAwait(false) is { } others)
            {
                return others;
            }

            // A row that was left since the look shows that others are at these rows, and this one may be theirs by now.
            if (await _free.WaitAsync(s_lookPause, ct).ConfigureAwait(false))
            {
                if (left == ledger.RowsLeft || row.Key is null)
                {
                    return null;
                }

                Release();
            }
        }
    }

    /// <summary>A row needs its slot no more.</summary>
    public void Release() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
