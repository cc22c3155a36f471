using System.Text;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>docs/BENCHMARKS.md and its charts, made of what all parts measured last.</summary>
internal static class BenchmarkReport
{
    public const string Name = "report";
    public const string DataFolder = "docs/benchmarks";

    private const string File = "docs/BENCHMARKS.md";

    /// <summary>Writes the report.</summary>
    /// <param name="order">Names of the parts in the order in which the report has them; others come last.</param>
    public static async Task WriteAsync(IReadOnlyList<string> order)
    {
        IReadOnlyDictionary<string, PartResult> all = ResultFiles.ReadAll(DataFolder);
        IReadOnlyList<PartResult> results = [.. order.Union(all.Keys.Order()).Where(all.ContainsKey).Select(name => all[name])];
        IReadOnlyDictionary<string, string> shared = Surroundings.Shared(results);

        StringBuilder text = new();
        text.Append(
            """
            # Benchmarks

            Made by `./build.sh bench`; `./build.sh bench <part>` measures a part again. The gateway is the emulator, in a process of
            its own on the same machine, and contenders run in turns. Every run checks its results.


            """.ReplaceLineEndings("\n"));
        foreach ((string name, string value) in shared)
        {
            text.Append("- ").Append(name).Append(": ").Append(value).Append('\n');
        }

        text.Append("\n## Targets\n\n").Append(TargetTable.Write(results)).Append('\n');
        foreach (PartResult result in results)
        {
            text.Append(PartSection.Write(result, shared));
            await System.IO.File.WriteAllTextAsync(Path.Combine(DataFolder, $"{result.Part}.svg"), BarChart.Draw(result));
        }

        await System.IO.File.WriteAllTextAsync(File, text.ToString().TrimEnd() + "\n");
        Console.WriteLine($"{File} tells of {results.Count} parts.");
    }
}
