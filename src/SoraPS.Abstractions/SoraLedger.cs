namespace SoraPS;

/// <summary>The file in which a session records its submissions, tasks and saved videos.</summary>
public sealed record SoraLedger
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>What chose the file: Session (Set-SoraLedger), Emulator, Environment (SORAPS_LEDGER) or Default.</summary>
    public required string Source { get; init; }

    /// <summary>Size of the file in bytes; null if it does not exist yet.</summary>
    public long? Length { get; init; }

    /// <summary>Names of the providers whose tasks the file now holds.</summary>
    public required IReadOnlyList<string> Provider { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
