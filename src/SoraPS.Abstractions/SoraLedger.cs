namespace SoraPS;

/// <summary>Where a session keeps what was asked for, paid for and saved.</summary>
public sealed record SoraLedger
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Who says so: Session (Set-SoraLedger), Emulator, Environment (SORAPS_LEDGER) or Default.</summary>
    public required string Source { get; init; }

    /// <summary>Size of the file in bytes; null if it is not there yet.</summary>
    public long? Length { get; init; }

    /// <summary>Names of the providers whose tasks it holds from now on.</summary>
    public required IReadOnlyList<string> Provider { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
