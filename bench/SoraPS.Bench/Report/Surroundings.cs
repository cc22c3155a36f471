using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>Where and with which versions was measured: once for all parts where they agree.</summary>
internal static class Surroundings
{
    /// <summary>What no two parts tell differently.</summary>
    public static IReadOnlyDictionary<string, string> Shared(IEnumerable<PartResult> results) =>
        results.SelectMany(result => result.Environment)
            .GroupBy(entry => entry.Key, entry => entry.Value)
            .Where(entry => entry.Distinct().Count() == 1)
            .ToDictionary(entry => entry.Key, entry => entry.First());

    /// <summary>The day of a part, and what is its own.</summary>
    public static string Own(PartResult result, IReadOnlyDictionary<string, string> shared) => string.Join(
        ", ",
        result.Environment
            .Where(entry => !shared.ContainsKey(entry.Key))
            .Select(entry => $"{entry.Key} {entry.Value}")
            .Prepend($"Measured {result.Date:yyyy-MM-dd HH:mm} UTC"));
}
