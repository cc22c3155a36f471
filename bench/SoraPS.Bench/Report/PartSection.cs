using System.Globalization;
using System.Text;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>What the report says of a part: the work, a chart, and tables of what was measured.</summary>
internal static class PartSection
{
    public static string Write(PartResult result, IReadOnlyDictionary<string, string> shared)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"<a id=\"{result.Part}\"></a>\n\n## {result.Title}\n\n")
            .Append(Paragraph.Write(result.Work))
            .Append(CultureInfo.InvariantCulture, $"![{BarChart.Measure(result)}](benchmarks/{result.Part}.svg)\n\n");
        foreach (List<Contender> alike in Comparable(result.Contenders))
        {
            AppendTable(text, alike);
        }

        foreach (string note in result.Notes)
        {
            text.Append(Paragraph.Write(note));
        }

        return text.Append(Paragraph.Write($"{Surroundings.Own(result, shared)}; [data](benchmarks/{result.Part}.json).")).ToString();
    }

    // A part may measure more than one thing: those that share a measure stand in one table.
    private static List<List<Contender>> Comparable(IEnumerable<Contender> contenders)
    {
        List<List<Contender>> tables = [];
        foreach (Contender contender in contenders)
        {
            List<Contender>? table = tables.Find(others => others[0].Measures.Intersect(contender.Measures).Any());
            if (table is null)
            {
                tables.Add(table = []);
            }

            table.Add(contender);
        }

        return tables;
    }

    private static void AppendTable(StringBuilder text, List<Contender> contenders)
    {
        string[] measures = [.. contenders.SelectMany(contender => contender.Measures).Distinct()];
        text.Append("| | runs | ").AppendJoin(" | ", measures).Append(" |\n|---|--:|");
        text.Insert(text.Length, "--:|", measures.Length).Append('\n');
        foreach (Contender contender in contenders)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {contender.Runs.Count} |");
            foreach (string measure in measures)
            {
                text.Append(' ').Append(Cell(contender, contenders[0], measure)).Append(" |");
            }

            text.Append('\n');
        }

        string ratio = contenders.Count > 1 ? $"; × is the ratio to {contenders[0].Name}" : "";
        text.Append(CultureInfo.InvariantCulture, $"\nMedian (least–most){ratio}.\n\n");
    }

    private static string Cell(Contender contender, Contender first, string measure)
    {
        double[] values = contender.Values(measure);
        if (values.Length == 0)
        {
            return "";
        }

        string spread = Figures.WriteSpread(values);
        return contender != first && HasRatio(first, measure) && HasRatio(contender, measure)
            ? $"{spread} ×{Figures.Write(contender.Median(measure) / first.Median(measure))}"
            : spread;
    }

    private static bool HasRatio(Contender contender, string measure) =>
        contender.Values(measure).Length > 0 && contender.Median(measure) > 0;
}
