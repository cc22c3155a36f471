using System.Globalization;
using System.Text;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Report;

/// <summary>The table of targets, over all parts.</summary>
internal static class TargetTable
{
    public static string Write(IEnumerable<PartResult> results)
    {
        StringBuilder text = new("| Work | Target | Measured | Verdict |\n|---|---|---|---|\n");
        foreach (PartResult result in results)
        {
            foreach (Target target in result.Targets)
            {
                string measured = $"{Figures.Write(target.Measured)} {target.Unit}".TrimEnd();
                text.Append(CultureInfo.InvariantCulture, $"| [{target.Work}](#{result.Part}) | {target.Wanted} | {measured} ")
                    .Append(CultureInfo.InvariantCulture, $"| {Verdict(target)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Verdict(Target target)
    {
        if (target.IsMet)
        {
            return "met";
        }

        double off = Math.Abs(target.Measured - target.Limit) / target.Limit;
        string missed = string.Create(CultureInfo.InvariantCulture, $"**missed** by {off * 100:0} %");
        return target.Why is { } why ? $"{missed}: {why}" : missed;
    }
}
