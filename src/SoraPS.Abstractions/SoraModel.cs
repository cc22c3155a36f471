namespace SoraPS;

/// <summary>A model that a gateway documents, or lists when asked. Other names are sent as they are.</summary>
public sealed record SoraModel
{
    /// <summary>The connection or dialect it belongs to.</summary>
    public required string Provider { get; init; }

    /// <summary>The name to give as -Model.</summary>
    public required string Model { get; init; }

    /// <summary>Lengths offered, in seconds; empty if not documented.</summary>
    public IReadOnlyList<int> Durations { get; init; } = [];

    /// <summary>Shapes offered; empty if not documented.</summary>
    public IReadOnlyList<string> AspectRatios { get; init; } = [];

    /// <summary>Resolutions offered, such as 720p; empty if not documented.</summary>
    public IReadOnlyList<string> Resolutions { get; init; } = [];

    /// <summary>Length used when a row names none; null if not documented.</summary>
    public int? DefaultDuration { get; init; }

    /// <summary>Resolution used when a row names none; null if not documented.</summary>
    public string? DefaultResolution { get; init; }

    /// <summary>Longest prompt in characters; null if not documented.</summary>
    public int? MaxPromptLength { get; init; }

    /// <summary>Whether it takes a reference image.</summary>
    public SoraImageUse Image { get; init; }

    /// <summary>Published prices; empty if none is known.</summary>
    public IReadOnlyList<SoraPrice> Prices { get; init; } = [];

    /// <summary>Other names for the same model.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Model;
}
