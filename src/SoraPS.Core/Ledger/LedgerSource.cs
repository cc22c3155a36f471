namespace SoraPS.Core.Ledger;

/// <summary>
/// Where a client's ledger is. It is opened when it is first needed, shared by all that use it at the same time, and closed
/// after the last of them.
/// </summary>
public sealed class LedgerSource
{
    private readonly Lock _lock = new();
    private readonly Func<string?, ILedger> _open;
    private string? _path;
    private SharedLedger _shared;

    /// <summary>Makes a source of ledgers in files.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public LedgerSource(TimeProvider? time = null)
        : this(path => SqliteLedger.Open(path ?? LedgerLocation.Default(), time))
    {
    }

    /// <summary>Makes a source of ledgers of another kind.</summary>
    /// <param name="open">Opens the ledger; it is given the path that was chosen, or null.</param>
    public LedgerSource(Func<string?, ILedger> open)
    {
        _open = open;
        _shared = new SharedLedger(() => open(null));
    }

    /// <summary>The file that was chosen; null while the environment or the platform says where (see <see cref="LedgerLocation"/>).</summary>
    public string? ChosenPath
    {
        get
        {
            lock (_lock)
            {
                return _path;
            }
        }
    }

    /// <summary>Uses another file from now on; what is at work goes on with the one it has.</summary>
    /// <param name="path">The file; null for what the environment or the platform says.</param>
    public void Use(string? path)
    {
        lock (_lock)
        {
            _path = path;
            _shared = new SharedLedger(() => _open(path));
        }
    }

    /// <summary>Opens the ledger, or shares the one that is open.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public LedgerLease Lease()
    {
        lock (_lock)
        {
            return _shared.Lease();
        }
    }
}
