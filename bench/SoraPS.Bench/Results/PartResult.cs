namespace SoraPS.Bench.Results;

/// <summary>What a part of the benchmark measured.</summary>
internal sealed record PartResult
{
    /// <summary>The part's name, which is also that of its data file.</summary>
    public required string Part { get; init; }

    /// <summary>What was measured, as a heading.</summary>
    public required string Title { get; init; }

    /// <summary>What each contender had to do, and how it was checked; a paragraph.</summary>
    public required string Work { get; init; }

    /// <summary>When the part ended.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The machine, and the versions of what was measured.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The contenders, SoraPS first.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>What was to be reached, and what was.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>What else a reader should know, a paragraph each: what was left out, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
