namespace SoraPS;

/// <summary>A model that a gateway documents or includes in its model list. Other model names can be used too.</summary>
public sealed record SoraModel
{
    /// <summary>Provider that offers the model.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the model, for -Model.</summary>
    public required string Model { get; init; }

    /// <summary>Supported video lengths in seconds; empty if not documented.</summary>
    public IReadOnlyList<int> Durations { get; init; } = [];

    /// <summary>Supported aspect ratios, such as 16:9; empty if not documented.</summary>
    public IReadOnlyList<string> AspectRatios { get; init; } = [];

    /// <summary>Supported resolutions, such as 720p; empty if not documented.</summary>
    public IReadOnlyList<string> Resolutions { get; init; } = [];

    /// <summary>Length in seconds for rows that do not specify one; null if not documented.</summary>
    public int? DefaultDuration { get; init; }

    /// <summary>Resolution for rows that do not specify one; null if not documented.</summary>
    public string? DefaultResolution { get; init; }

    /// <summary>Maximum prompt length in characters; null if not documented.</summary>
    public int? MaxPromptLength { get; init; }

    /// <summary>Whether the model accepts a reference image.</summary>
    public SoraImageUse Image { get; init; }

    /// <summary>Known prices, the user's own first; empty if there are none.</summary>
    public IReadOnlyList<SoraPrice> Prices { get; init; } = [];

    /// <summary>Other names for the same model.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Model;
}
