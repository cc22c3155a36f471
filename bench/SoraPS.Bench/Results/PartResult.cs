using System.Text.Json.Serialization;

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

/// <summary>A contender and its runs.</summary>
/// <param name="Name">Its name, such as "SoraPS" or "Node client".</param>
/// <param name="Runs">For each run, what was measured by its name with the unit, such as "wall (s)".</param>
internal sealed record Contender(string Name, IReadOnlyList<IReadOnlyDictionary<string, double>> Runs)
{
    /// <summary>What was measured.</summary>
    [JsonIgnore]
    public IEnumerable<string> Measures => Runs.SelectMany(run => run.Keys).Distinct();

    /// <summary>What the runs measured of it, in turn; none if they did not.</summary>
    public double[] Values(string measure) => [.. Runs.Where(run => run.ContainsKey(measure)).Select(run => run[measure])];

    /// <summary>The median of all runs.</summary>
    public double Median(string measure) => Statistics.Median(Values(measure));
}

/// <summary>A target of the table in docs/BENCHMARKS.md.</summary>
/// <param name="Work">The work, as the table names it.</param>
/// <param name="Wanted">What is wanted, in words.</param>
/// <param name="Limit">The number that decides.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="IsUpper">Whether the limit is the most that is allowed; else the least.</param>
/// <param name="Unit">Unit of both, empty for a ratio.</param>
/// <param name="Why">Why, where it is missed; null if nobody knows.</param>
internal sealed record Target(
    string Work, string Wanted, double Limit, double Measured, bool IsUpper = true, string Unit = "", string? Why = null)
{
    /// <summary>Whether it is met.</summary>
    public bool IsMet => IsUpper ? Measured <= Limit : Measured >= Limit;
}
