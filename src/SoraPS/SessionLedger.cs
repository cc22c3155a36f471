using SoraPS.Core.Ledger;

namespace SoraPS;

/// <summary>Which ledger the session uses: the user's choice, else one of the emulator in use, else the usual one.</summary>
internal sealed class SessionLedger(LedgerSource source)
{
    private readonly Lock _lock = new();
    private string? _chosen;
    private string? _emulators;

    /// <summary>Whether there is a ledger: for a look that must not make one.</summary>
    public bool Exists => File.Exists(Describe().Path);

    /// <summary>Keeps the ledger in a file; null goes back to the usual one.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; the session stays with the one it has.</exception>
    public void Choose(string? path)
    {
        if (path is not null)
        {
            SqliteLedger.Open(path).DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        lock (_lock)
        {
            _chosen = path;
            Apply();
        }
    }

    /// <summary>Keeps what is made at an emulator apart from what was paid for; null when no emulator is in use.</summary>
    public void UseEmulators(string? path)
    {
        lock (_lock)
        {
            _emulators = path;
            Apply();
        }
    }

    /// <summary>Reads or writes on the calling thread.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public T Use<T>(Func<ILedger, Task<T>> work) => Task.Run(async () =>
    {
        LedgerLease lease = source.Lease();
        await using (lease.ConfigureAwait(false))
        {
            return await work(lease.Ledger).ConfigureAwait(false);
        }
    }).GetAwaiter().GetResult();

    /// <summary>The ledger that is in use.</summary>
    public SoraLedger Describe()
    {
        string path = source.ChosenPath ?? LedgerLocation.Default();
        FileInfo file = new(path);
        return new SoraLedger { Path = path, Source = SourceName(), Length = file.Exists ? file.Length : null };
    }

    private static bool IsInEnvironment => Environment.GetEnvironmentVariable(LedgerLocation.Variable) is { Length: > 0 };

    private void Apply() => source.Use(_chosen ?? (IsInEnvironment ? null : _emulators));

    private string SourceName()
    {
        lock (_lock)
        {
            return _chosen is not null ? "Session" : IsInEnvironment ? "Environment" : _emulators is not null ? "Emulator" : "Default";
        }
    }
}
