using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;

namespace SoraPS;

/// <summary>
/// Which ledgers the session uses: the user's choice for everything; without one the usual ledger, and one of the emulator in use for
/// the providers that point at it. Lists show each provider's tasks from the ledger where its next ones go.
/// </summary>
internal sealed class SessionLedger(SoraClient client)
{
    private readonly Lock _lock = new();
    private string? _chosen;
    private (string Path, Uri[] Servers)? _emulator;

    private static bool IsInEnvironment => Environment.GetEnvironmentVariable(LedgerLocation.Variable) is { Length: > 0 };

    /// <summary>Keeps the ledger in a file or a database; null goes back to the usual one.</summary>
    /// <param name="place">Path of a file, or the place of a database (see <see cref="ConnectionText"/>).</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; the session stays with the one it has.</exception>
    public void Choose(string? place)
    {
        if (place is not null)
        {
            LedgerEngines.Open(place).DisposeAsync().AsTask().WaitForCompletion();
        }

        lock (_lock)
        {
            _chosen = place;
            client.Ledgers.Use(place);
            KeepEmulatorApart();
        }
    }

    /// <summary>Keeps what is made at an emulator apart from what was paid for.</summary>
    public void UseEmulator(string path, Uri[] servers) => SetEmulator((path, servers));

    /// <summary>No emulator is in use any more.</summary>
    public void LeaveEmulator() => SetEmulator(null);

    /// <summary>Reads or writes a server's tasks on the calling thread.</summary>
    /// <param name="server">An address at it; null for one that is not known.</param>
    /// <param name="work">What to do with the open ledger.</param>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public T Use<T>(Uri? server, Func<ILedger, Task<T>> work) => Task.Run(async () =>
    {
        LedgerLease lease = client.Ledgers.Lease(server);
        await using (lease.ConfigureAwait(false))
        {
            return await work(lease.Ledger).ConfigureAwait(false);
        }
    }).WaitForResult();

    /// <summary>The task of a request id, in whichever ledger it is; or null.</summary>
    public SoraTask? FindRequest(string requestId) => InUse()
        .Select(ledger => Use(ledger.Server, open => open.FindRequestAsync(requestId))).FirstOrDefault(task => task is not null);

    /// <summary>The tasks that fit, of all ledgers.</summary>
    public IReadOnlyList<SoraTask> List(LedgerQuery query)
    {
        LedgerInUse[] ledgers = InUse();
        if (ledgers is [var only])
        {
            return Use(only.Server, open => open.ListAsync(query));
        }

        int? enough = query.First is { } first ? (int)Math.Min((long)first + query.Skip, int.MaxValue) : null;
        LedgerQuery most = query with { Skip = 0, First = enough };
        IEnumerable<SoraTask> tasks = ledgers
            .SelectMany(ledger => Use(ledger.Server, open => open.ListAsync(most with { ExceptProviders = ledger.OthersProviders })))
            .OrderBy(task => task.SubmittedAt ?? task.CreatedAt);
        tasks = (query.NewestFirst ? tasks.Reverse() : tasks).Skip(query.Skip);
        return [.. query.First is { } count ? tasks.Take(count) : tasks];
    }

    /// <summary>The names of all batches, sorted.</summary>
    public IReadOnlyList<string> Batches() =>
    [
        .. InUse().SelectMany(ledger => Use(ledger.Server, open => open.BatchesAsync()))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Whether there is a ledger for a server's tasks: for a look that must not make one.</summary>
    public bool Exists(Uri? server) => PlaceOf(client.Ledgers.IsApart(server)) is var place
        && (ConnectionText.IsDatabase(place) || File.Exists(place));

    /// <summary>Whether there is any ledger.</summary>
    public bool AnyExists() => InUse().Any(ledger => Exists(ledger.Server));

    /// <summary>The ledger of a connection's tasks; without one that of the emulator in use, else the usual one.</summary>
    /// <exception cref="SoraException">WriteFailed: it is on a server that cannot be used.</exception>
    public SoraLedger Describe(Connection? connection = null)
    {
        bool isApart = connection is null ? client.Ledgers.ApartPath is not null : client.Ledgers.IsApart(connection.BaseUri);
        string place = PlaceOf(isApart);
        SoraLedger ledger = new()
        {
            Path = null,
            Source = isApart ? "Emulator" : SourceName(),
            Provider = [.. client.Connections.All().Where(one => client.Ledgers.IsApart(one.BaseUri) == isApart).Select(one => one.Name)],
        };
        if (ConnectionText.IsDatabase(place))
        {
            return Use(connection?.BaseUri, open => DescribeAsync(ledger, (IServerLedger)open));
        }

        FileInfo file = new(place);
        ledger = ledger with { Path = file.FullName, Length = file.Exists ? file.Length : null };
        try
        {
            return file.Exists ? ledger with { Process = Use(connection?.BaseUri, open => open.ProcessesAsync()) } : ledger;
        }
        catch (SoraException)
        {
            // Where it is can be told of one that cannot be opened, too.
            return ledger;
        }
    }

    private static async Task<SoraLedger> DescribeAsync(SoraLedger ledger, IServerLedger open) => ledger with
    {
        Kind = open.Kind,
        Server = open.Server,
        Database = open.Database,
        Version = await open.VersionAsync().ConfigureAwait(false),
        Process = await open.ProcessesAsync().ConfigureAwait(false),
    };

    private void SetEmulator((string Path, Uri[] Servers)? emulator)
    {
        lock (_lock)
        {
            _emulator = emulator;
            KeepEmulatorApart();
        }
    }

    private void KeepEmulatorApart()
    {
        bool isApart = _chosen is null && !IsInEnvironment;
        client.Ledgers.KeepApart(_emulator?.Servers ?? [], isApart ? _emulator?.Path : null);
    }

    // Those that some connection uses; of several, those that are there already, so that a look makes none.
    private LedgerInUse[] InUse()
    {
        Connection[] connections = [.. client.Connections.All()];
        ILookup<bool, Connection> places = connections.ToLookup(connection => client.Ledgers.IsApart(connection.BaseUri));
        LedgerInUse[] ledgers =
        [
            .. places.Select(place => new LedgerInUse(
                place.First().BaseUri, [.. connections.Except(place).Select(connection => connection.Name)])),
        ];
        return ledgers.Length == 1 ? ledgers : [.. ledgers.Where(ledger => Exists(ledger.Server))];
    }

    private string PlaceOf(bool isApart) =>
        (isApart ? client.Ledgers.ApartPath : null) ?? client.Ledgers.ChosenPlace ?? LedgerLocation.Default();

    private string SourceName()
    {
        lock (_lock)
        {
            return _chosen is not null ? "Session" : IsInEnvironment ? "Environment" : "Default";
        }
    }

    private sealed record LedgerInUse(Uri Server, string[] OthersProviders);
}
