using System.Globalization;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>Numbers as the report writes them.</summary>
internal static class Figures
{
    /// <summary>Three digits that count, or all before the point.</summary>
    public static string Write(double value)
    {
        int decimals = value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"#,0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    /// <summary>The median, and between which values the runs were if they differ.</summary>
    public static string WriteSpread(IReadOnlyList<double> values)
    {
        string median = $"**{Write(Statistics.Median(values))}**";
        (string least, string most) = (Write(values.Min()), Write(values.Max()));
        return least == most ? median : $"{median} ({least}–{most})";
    }
}
