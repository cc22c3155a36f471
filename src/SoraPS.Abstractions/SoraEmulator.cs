namespace SoraPS;

/// <summary>A running emulator, and what it has seen so far.</summary>
public sealed record SoraEmulator
{
    /// <summary>Its number in this process, for Get-SoraEmulator and Stop-SoraEmulator.</summary>
    public required int Id { get; init; }

    /// <summary>Base address of each dialect, for Set-SoraProvider -BaseUri.</summary>
    public required IReadOnlyDictionary<string, Uri> BaseUri { get; init; }

    /// <summary>The origin that download links point to.</summary>
    public required Uri DownloadOrigin { get; init; }

    /// <summary>The key that it accepts. It opens nothing but the emulator.</summary>
    public required string ApiKey { get; init; }

    /// <summary>How long a task takes.</summary>
    public required TimeSpan GenerationTime { get; init; }

    /// <summary>Whether this session's providers point at it.</summary>
    public bool InUse { get; init; }

    /// <summary>Tasks made.</summary>
    public int TasksMade { get; init; }

    /// <summary>Tasks beyond the first of a same row: each would have been paid twice.</summary>
    public int DuplicateTasks { get; init; }

    /// <summary>Create requests seen.</summary>
    public int Creates { get; init; }

    /// <summary>Status requests seen.</summary>
    public int Polls { get; init; }

    /// <summary>Downloads seen.</summary>
    public int Downloads { get; init; }

    /// <summary>Requests that brought a key to the download origin, where none belongs.</summary>
    public int KeysSeenOnDownloadOrigin { get; init; }

    /// <summary>
    /// Fields of create requests that the dialect's document does not have, such as <c>Odkkk: ratio</c>, with how many requests
    /// had them: a gateway ignores them without a word.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnknownFields { get; init; } = new Dictionary<string, int>();

    /// <summary>Faults injected.</summary>
    public int FaultsInjected { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"emulator {Id}";
}
