using SoraPS.Bench.Results;

namespace SoraPS.Bench.Line;

/// <summary>What the medians mean for the targets.</summary>
internal sealed class LineFigures(IReadOnlyList<Contender> contenders, int rows)
{
    private const string Burst = "all videos are ready within half a second, and looking at them, fetching, hashing, flushing and writing "
        + "down a thousand then keeps both processors busy for longer than moving the bytes alone";
    private const string Spread = "a profile shows no part that stands out: starting PowerShell, compiling while it runs, the system's "
        + "calls and SHA-256 are about half of it, and the rest is spread over HTTP, JSON, the pipeline and the ledger";
    private const string MoreAtOnce = "the rows are submitted faster than the videos are made, so several times as many tasks wait at "
        + "once, and the runtime keeps the room that they took";

    private readonly string _work = FormattableString.Invariant($"{rows:N0} rows from CSV to files");

    public IEnumerable<Target> Targets()
    {
        yield return Ratio("wall", LineWork.Wall, LineRuns.Floor, 1.25, "at most 1.25 of the floor", Burst);
        yield return Ratio("wall", LineWork.Wall, LineRuns.ByHand, 1 / 15.0, "at most 1/15 (0.067) of the script by hand");
        if (contenders.Any(contender => contender.Name == LineRuns.Node))
        {
            yield return Ratio("wall", LineWork.Wall, LineRuns.Node, 0.6, "at most 0.6 of the Node client", Burst);
        }

        yield return Ratio("CPU", LineWork.Cpu, LineRuns.ByHand, 1 / 8.0, "at most 1/8 (0.125) of the script by hand", Spread);
        if (contenders.Any(contender => contender.Name == LineRuns.Node))
        {
            yield return Ratio("CPU", LineWork.Cpu, LineRuns.Node, 0.4, "at most 0.4 of the Node client", Spread);
        }

        double memory = AboveBare(LineRuns.SoraPS);
        yield return new($"{_work}: peak memory above a bare PowerShell", "at most 60 MB", 60, memory, Unit: "MB");
        yield return new(
            FormattableString.Invariant($"the same memory at {rows * LineRuns.Larger:N0} rows"),
            "at most 1.3 times that", 1.3, AboveBare(LineRuns.Large(rows)) / memory, Why: MoreAtOnce);
    }

    private Target Ratio(string what, string measure, string other, double limit, string wanted, string? why = null) =>
        new($"{_work}: {what}", wanted, limit, Median(LineRuns.SoraPS, measure) / Median(other, measure), Why: why);

    private double AboveBare(string name) => Median(name, LineWork.Peak) - Median(LineRuns.Bare, LineWork.Peak);

    private double Median(string name, string measure) => contenders.Single(contender => contender.Name == name).Median(measure);
}
