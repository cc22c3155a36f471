using System.Globalization;

namespace SoraPS.Bench.Results;

/// <summary>How much is measured; SORAPS_BENCH_ROWS and SORAPS_BENCH_RUNS ask for less or more.</summary>
internal static class Scale
{
    private const string RowsVariable = "SORAPS_BENCH_ROWS";
    private const string RunsVariable = "SORAPS_BENCH_RUNS";

    /// <summary>What the result has to say if it was not the usual.</summary>
    public static IEnumerable<string> Notes
    {
        get
        {
            string[] set = [.. new[] { RowsVariable, RunsVariable }
                .Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
                .Where(variable => variable.value is not null)
                .Select(variable => $"{variable.name}={variable.value}")];
            return set.Length > 0 ? [$"A try with {string.Join(" and ", set)}: the targets are for the usual rows and runs."] : [];
        }
    }

    public static int Rows(int usual) => Read(RowsVariable) ?? usual;

    public static int Runs(int usual) => Read(RunsVariable) ?? usual;

    private static int? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
