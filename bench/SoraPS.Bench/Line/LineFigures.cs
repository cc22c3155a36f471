using SoraPS.Bench.Results;

namespace SoraPS.Bench.Line;

/// <summary>What the medians mean for the targets.</summary>
internal sealed class LineFigures(IReadOnlyList<Contender> contenders, int rows)
{
    private readonly string _work = FormattableString.Invariant($"{rows:N0} rows from CSV to files");

    public IEnumerable<Target> Targets()
    {
        yield return Ratio("wall", LineWork.Wall, LineRuns.Floor, 1.25, "at most 1.25 of the floor");
        yield return Ratio("wall", LineWork.Wall, LineRuns.ByHand, 1 / 15.0, "at most 1/15 (0.067) of the script by hand");
        if (contenders.Any(contender => contender.Name == LineRuns.Node))
        {
            yield return Ratio("wall", LineWork.Wall, LineRuns.Node, 0.6, "at most 0.6 of the Node client");
        }

        yield return Ratio("CPU", LineWork.Cpu, LineRuns.ByHand, 1 / 8.0, "at most 1/8 (0.125) of the script by hand");
        if (contenders.Any(contender => contender.Name == LineRuns.Node))
        {
            yield return Ratio("CPU", LineWork.Cpu, LineRuns.Node, 0.4, "at most 0.4 of the Node client");
        }

        double memory = AboveBare(LineRuns.SoraPS);
        yield return new($"{_work}: peak memory above a bare PowerShell", "at most 60 MB", 60, memory, Unit: "MB");
        yield return new(
            FormattableString.Invariant($"the same memory at {rows * LineRuns.Larger:N0} rows"),
            "at most 1.3 times that", 1.3, AboveBare(LineRuns.Large(rows)) / memory);
    }

    private Target Ratio(string what, string measure, string other, double limit, string wanted) =>
        new($"{_work}: {what}", wanted, limit, Median(LineRuns.SoraPS, measure) / Median(other, measure));

    private double AboveBare(string name) => Median(name, LineWork.Peak) - Median(LineRuns.Bare, LineWork.Peak);

    private double Median(string name, string measure) => contenders.Single(contender => contender.Name == name).Median(measure);
}
