using System.Text.Json.Serialization;

namespace SoraPS.Bench.Results;

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
