namespace SoraPS.Core.Ledger.Sharing;

/// <summary>
/// Where a client's ledgers are: the usual one, and one apart for servers whose tasks must not stand among the others. A ledger is
/// opened when it is first needed, shared by all that use it at the same time, and closed after the last of them.
/// </summary>
public sealed class LedgerSource
{
    private readonly Lock _lock = new();
    private readonly Func<string?, ILedger> _open;
    private string? _place;
    private SharedLedger _shared;
    private HashSet<string> _serversApart = [];
    private string? _pathApart;
    private SharedLedger? _apart;

    /// <summary>Makes a source of ledgers in files and databases.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    public LedgerSource(TimeProvider? time = null)
        : this(place => LedgerEngines.Open(place ?? LedgerLocation.Default(), time))
    {
    }

    /// <summary>Makes a source of ledgers of another kind.</summary>
    /// <param name="open">Opens the ledger; it is given the place that was chosen, or null.</param>
    public LedgerSource(Func<string?, ILedger> open)
    {
        _open = open;
        _shared = new SharedLedger(() => open(null));
    }

    /// <summary>
    /// The file or database (see <see cref="ConnectionText"/>) that was chosen for the usual ledger; null while the environment or the
    /// platform says where (see <see cref="LedgerLocation"/>).
    /// </summary>
    public string? ChosenPlace
    {
        get
        {
            lock (_lock)
            {
                return _place;
            }
        }
    }

    /// <summary>The file of the ledger that is kept apart; null if there is none.</summary>
    public string? ApartPath
    {
        get
        {
            lock (_lock)
            {
                return _pathApart;
            }
        }
    }

    /// <summary>Uses another file or database from now on; what is at work goes on with the one it has.</summary>
    /// <param name="place">The file or database; null for what the environment or the platform says.</param>
    public void Use(string? place)
    {
        lock (_lock)
        {
            _place = place;
            _shared = new SharedLedger(() => _open(place));
        }
    }

    /// <summary>Keeps the tasks of some servers in a file of their own from now on; what is at work goes on with what it has.</summary>
    /// <param name="servers">Addresses at these servers, of which scheme, host and port count.</param>
    /// <param name="path">The file; null keeps all tasks together again.</param>
    public void KeepApart(IEnumerable<Uri> servers, string? path)
    {
        lock (_lock)
        {
            _serversApart = path is null ? [] : [.. servers.Select(OriginOf)];
            _pathApart = path;
            _apart = path is null ? null : new SharedLedger(() => _open(path));
        }
    }

    /// <summary>Whether the tasks of a server are kept apart.</summary>
    /// <param name="server">An address at it; null for one that is not known, whose tasks are in the usual ledger.</param>
    public bool IsApart(Uri? server)
    {
        lock (_lock)
        {
            return _serversApart.Contains(OriginOf(server));
        }
    }

    /// <summary>Opens the ledger that holds the tasks of a server, or shares the one that is open.</summary>
    /// <param name="server">An address at it; null for one that is not known, whose tasks are in the usual ledger.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public LedgerLease Lease(Uri? server = null) => Of(server).Lease();

    /// <summary>What <see cref="Lease"/> shares.</summary>
    internal SharedLedger Of(Uri? server)
    {
        lock (_lock)
        {
            return _apart is { } apart && _serversApart.Contains(OriginOf(server)) ? apart : _shared;
        }
    }

    /// <summary>What tells servers from one another; a task's address may be anything that a file held.</summary>
    internal static string OriginOf(Uri? server) =>
        server is { IsAbsoluteUri: true } ? server.GetLeftPart(UriPartial.Authority).ToUpperInvariant() : "";
}
