using System.Globalization;
using System.Net;
using System.Text;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>A chart as SVG: a bar for each contender's median, and a line over it from the least to the most.</summary>
internal static class BarChart
{
    private const int Width = 720;
    private const int Left = 220;
    private const int Longest = 380;
    private const int Top = 40;
    private const int Row = 28;

    // Follows the reader's light or dark setting; nothing is drawn behind it.
    private const string Style =
        """
        <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f }
        .title { font-weight: 600 }
        .ours { fill: #2563eb }
        .other { fill: #9aa4b2 }
        .spread { stroke: #24292f; stroke-width: 1.5 }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 }
        .ours { fill: #5b9bff }
        .other { fill: #6e7681 }
        .spread { stroke: #e6edf3 }
        }
        </style>
        """;

    /// <summary>What the chart of a part shows: what its first contender measured first.</summary>
    public static string Measure(PartResult result) => result.Contenders[0].Measures.First();

    public static string Draw(PartResult result)
    {
        string measure = Measure(result);
        Contender[] shown = [.. result.Contenders.Where(contender => contender.Values(measure).Length > 0)];
        double scale = Longest / shown.Max(contender => contender.Values(measure).Max());
        StringBuilder svg = new();
        string title = WebUtility.HtmlEncode($"{result.Title}: {measure}");
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} ")
            .Append(CultureInfo.InvariantCulture, $"{Top + (shown.Length * Row) + 8}\" width=\"{Width}\">\n")
            .Append(Style.ReplaceLineEndings("\n"))
            .Append(CultureInfo.InvariantCulture, $"\n<text class=\"title\" x=\"8\" y=\"22\">{title}</text>\n");
        for (int place = 0; place < shown.Length; place++)
        {
            string kind = place == 0 || shown[place].Name.StartsWith("SoraPS", StringComparison.Ordinal) ? "ours" : "other";
            AppendBar(svg, shown[place], shown[place].Values(measure), Top + (place * Row), scale, kind);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendBar(StringBuilder svg, Contender contender, double[] values, int top, double scale, string kind)
    {
        double median = Statistics.Median(values);
        double start = Left + (values.Min() * scale);
        double end = Left + (values.Max() * scale);
        double middle = top + 10.5;
        int baseline = top + 15;
        string name = WebUtility.HtmlEncode(contender.Name);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{baseline}\" text-anchor=\"end\">{name}</text>\n")
            .Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{Left}\" y=\"{top}\" height=\"21\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{median * scale:0.#}\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<path class=\"spread\" d=\"M{start:0.#} {middle}H{end:0.#}\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{end + 8:0.#}\" y=\"{baseline}\">{Figures.Write(median)}</text>\n");
    }
}
