namespace SoraPS;

/// <summary>A running emulator with its request counters.</summary>
public sealed record SoraEmulator
{
    /// <summary>Number of the emulator in this process, for Get-SoraEmulator and Stop-SoraEmulator.</summary>
    public required int Id { get; init; }

    /// <summary>Base address of each dialect, for Set-SoraProvider -BaseUri.</summary>
    public required IReadOnlyDictionary<string, Uri> BaseUri { get; init; }

    /// <summary>Origin of the download links.</summary>
    public required Uri DownloadOrigin { get; init; }

    /// <summary>Key that the emulator accepts. It is valid nowhere else.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Time that a task takes.</summary>
    public required TimeSpan GenerationTime { get; init; }

    /// <summary>Whether this session's built-in providers point at this emulator.</summary>
    public bool InUse { get; init; }

    /// <summary>Number of tasks created.</summary>
    public int TasksMade { get; init; }

    /// <summary>Number of tasks created for a row that already had one: rows that would have been paid for twice.</summary>
    public int DuplicateTasks { get; init; }

    /// <summary>Number of create requests.</summary>
    public int Creates { get; init; }

    /// <summary>Number of status requests.</summary>
    public int Polls { get; init; }

    /// <summary>Number of requests for a page of a list of tasks.</summary>
    public int Lists { get; init; }

    /// <summary>Number of downloads.</summary>
    public int Downloads { get; init; }

    /// <summary>Number of attempts to call back.</summary>
    public int Callbacks { get; init; }

    /// <summary>Number of requests that sent a key to the download origin; should be 0.</summary>
    public int KeysSeenOnDownloadOrigin { get; init; }

    /// <summary>
    /// Fields of create requests that the gateway's documentation does not mention, such as <c>Odkkk: ratio</c>, with the number of
    /// requests that contained them. A gateway ignores them silently.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnknownFields { get; init; } = new Dictionary<string, int>();

    /// <summary>Number of faults injected.</summary>
    public int FaultsInjected { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"emulator {Id}";
}
