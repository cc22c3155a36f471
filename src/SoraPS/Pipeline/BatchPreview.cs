using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;

namespace SoraPS.Pipeline;

/// <summary>Finds for -WhatIf and -AsJob which rows of a batch were submitted before. A ledger that is not there is not made.</summary>
internal sealed class BatchPreview(Resubmit resubmit) : IDisposable
{
    private readonly IdempotencyKeys _keys = new();
    private readonly LedgerLeases _ledgers = new(Session.Client.Ledgers);

    /// <summary>Whether the row would give its task back instead of being sent.</summary>
    /// <exception cref="SoraException">WriteFailed: the ledger cannot be used.</exception>
    public bool IsSubmitted(VideoRequest row)
    {
        Uri? server = Session.Client.Connections.TryChoose(row.Provider)?.BaseUri;
        if (string.IsNullOrWhiteSpace(row.Batch) || !Session.Ledger.Exists(server))
        {
            return false;
        }

        IdempotencyKey key = _keys.Of(row.Batch, row);
        LedgerClaim? found = Task.Run(() => _ledgers.Of(server).FindRowAsync(key)).WaitForResult();
        return found is not null && !resubmit.Allows(found.Task);
    }

    /// <inheritdoc/>
    public void Dispose() => _ledgers.DisposeAsync().AsTask().WaitForCompletion();
}
