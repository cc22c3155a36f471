namespace SoraPS.Core.Ledger.Sharing;

/// <summary>One ledger for all that use it at the same time; the last one closes it.</summary>
internal sealed class SharedLedger(Func<ILedger> open)
{
    private readonly Lock _lock = new();
    private ILedger? _ledger;
    private int _users;

    public LedgerLease Lease()
    {
        lock (_lock)
        {
            _ledger ??= open();
            _users++;
            return new LedgerLease(_ledger, ReturnAsync);
        }
    }

    /// <summary>The ledger, if it is open; null if nobody uses it now.</summary>
    public LedgerLease? TryLease()
    {
        lock (_lock)
        {
            return _ledger is null ? null : Lease();
        }
    }

    private ValueTask ReturnAsync()
    {
        ILedger? last = null;
        lock (_lock)
        {
            if (--_users == 0)
            {
                (last, _ledger) = (_ledger, null);
            }
        }

        return last?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

/// <summary>The right to use a ledger until it is disposed of.</summary>
public sealed class LedgerLease : IAsyncDisposable
{
    private Func<ValueTask>? _giveBack;

    internal LedgerLease(ILedger ledger, Func<ValueTask> giveBack) => (Ledger, _giveBack) = (ledger, giveBack);

    /// <summary>The ledger.</summary>
    public ILedger Ledger { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _giveBack, null)?.Invoke() ?? ValueTask.CompletedTask;
}
