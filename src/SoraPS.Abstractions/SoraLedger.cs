namespace SoraPS;

/// <summary>The file or database in which a session records its submissions, tasks and saved videos.</summary>
public sealed record SoraLedger
{
    /// <summary>Full path of the file; null for a database on a server.</summary>
    public required string? Path { get; init; }

    /// <summary>What chose the ledger: Session (Set-SoraLedger), Emulator, Environment (SORAPS_LEDGER) or Default.</summary>
    public required string Source { get; init; }

    /// <summary>Size of the file in bytes; null if it does not exist yet, and for a database on a server.</summary>
    public long? Length { get; init; }

    /// <summary>Names of the providers whose tasks the ledger now holds.</summary>
    public required IReadOnlyList<string> Provider { get; init; }

    /// <summary>SQLite for a file; PostgreSQL for a database on a server.</summary>
    public string Kind { get; init; } = "SQLite";

    /// <summary>Host names of the server; null for a file.</summary>
    public string? Server { get; init; }

    /// <summary>Name of the database on the server; null for a file.</summary>
    public string? Database { get; init; }

    /// <summary>Version of the server, such as 17.2; null for a file.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The other processes that are at work on the ledger, in the order in which they began; null for a file that is not there or
    /// cannot be opened.
    /// </summary>
    public IReadOnlyList<SoraLedgerProcess>? Process { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path ?? $"postgresql://{Server}/{Database}";
}
