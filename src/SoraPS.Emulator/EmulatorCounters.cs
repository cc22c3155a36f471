namespace SoraPS.Emulator;

/// <summary>What an emulator has seen and done so far.</summary>
public sealed record EmulatorCounters
{
    /// <summary>Tasks made in all dialects.</summary>
    public int TasksMade { get; init; }

    /// <summary>Create requests, refused ones included.</summary>
    public int Creates { get; init; }

    /// <summary>Status requests.</summary>
    public int Polls { get; init; }

    /// <summary>Requests for a page of a list of tasks.</summary>
    public int Lists { get; init; }

    /// <summary>Download requests, at the gateway or the download origin.</summary>
    public int Downloads { get; init; }

    /// <summary>Attempts to call back.</summary>
    public int Callbacks { get; init; }

    /// <summary>Tasks beyond the first of a same row.</summary>
    public int DuplicateTasks { get; init; }

    /// <summary>Most tasks that one row made.</summary>
    public int MaxTasksPerRow { get; init; }

    /// <summary>Requests that brought an Authorization header, or the key in another one, to the download origin.</summary>
    public int KeysSeenOnDownloadOrigin { get; init; }

    /// <summary>Faults that happened.</summary>
    public int FaultsInjected { get; init; }

    /// <summary>
    /// Fields of valid create requests that the dialect's document does not have, such as <c>Odkkk: ratio</c>, with how many
    /// requests had them. A gateway ignores them without a word.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnknownFields { get; init; } = new Dictionary<string, int>();

    /// <summary>Body bytes sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Faults that happened, by the name of their kind.</summary>
    public IReadOnlyDictionary<string, int> FaultsByKind { get; init; } = new Dictionary<string, int>();
}
