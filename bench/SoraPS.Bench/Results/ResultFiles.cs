using System.Text.Json;

namespace SoraPS.Bench.Results;

/// <summary>The data behind docs/BENCHMARKS.md: a file for each part, so that parts can be measured again alone.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Keeps what a part measured, instead of what it measured before.</summary>
    public static async Task WriteAsync(string folder, PartResult result)
    {
        Directory.CreateDirectory(folder);
        await using FileStream file = File.Create(Path.Combine(folder, $"{result.Part}.json"));
        await JsonSerializer.SerializeAsync(file, result, s_options);
    }

    /// <summary>What all parts measured last, by their names.</summary>
    public static IReadOnlyDictionary<string, PartResult> ReadAll(string folder) =>
        Directory.EnumerateFiles(folder, "*.json")
            .Select(file => JsonSerializer.Deserialize<PartResult>(File.ReadAllText(file), s_options)!)
            .ToDictionary(result => result.Part);
}
