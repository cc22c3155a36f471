using SoraPS.Bench.Results;

namespace SoraPS.Bench.Line;

/// <summary>What the medians mean for the targets.</summary>
internal sealed class LineFigures(IReadOnlyList<Contender> contenders, int rows)
{
    private const string Burst = "all videos are ready within half a second, and looking at them, fetching, hashing, flushing and writing "
        + "down a thousand then keeps both processors busy for longer than moving the bytes alone";
    private const string Spread = "a profile shows the runtime compiling hot methods again as the largest part, about a third at "
        + "1,000 rows; the rest is spread over the system's calls, SHA-256, starting PowerShell, HTTP, JSON, the pipeline and the ledger";
    private const string MoreAtOnce = "the rows are submitted faster than the videos are made, so several times as many tasks wait at "
        + "once, and the runtime keeps the room that they took";

    private readonly string _work = FormattableString.Invariant($"{rows:N0} rows from CSV to files");

    public IEnumerable<Target> Targets()
    {
        bool hasNode = contenders.Any(contender => contender.Name == LineRuns.Node);
        if (hasNode)
        {
            yield return Ratio(LineRuns.First, LineWork.Wall, LineRuns.Node, 0.7, "at most 0.7 of the Node client", Burst);
        }

        yield return Ratio(LineRuns.First, LineWork.Wall, LineRuns.SoraPS, 1.15, "at most 1.15 of a later batch");
        yield return new(
            $"{_work}, the very first batch", "at most 3.3 requests per task", 3.3, Median(LineRuns.First, LineWork.PerTask));
        yield return Ratio(LineRuns.First, LineWork.Wall, LineRuns.ByHand, 1 / 15.0, "at most 1/15 (0.067) of the script by hand");
        yield return Ratio(LineRuns.SoraPS, LineWork.Wall, LineRuns.Floor, 1.3, "at most 1.3 of the floor", Burst);
        if (hasNode)
        {
            yield return Ratio(LineRuns.SoraPS, LineWork.Cpu, LineRuns.Node, 0.35, "at most 0.35 of the Node client", Spread);
        }

        yield return new(
            FormattableString.Invariant($"{rows * LineRuns.Larger:N0} rows from CSV to files: CPU"),
            "at most 1.2 ms a row", 1.2, Median(LineRuns.Large(rows), LineWork.Cpu), Unit: "ms", Why: Spread);
        double memory = AboveBare(LineRuns.SoraPS);
        yield return new($"{_work}: peak memory above a bare PowerShell", "at most 60 MB", 60, memory, Unit: "MB");
        yield return new(
            FormattableString.Invariant($"the same memory at {rows * LineRuns.Larger:N0} rows"),
            "at most 1.3 times that", 1.3, AboveBare(LineRuns.Large(rows)) / memory, Why: MoreAtOnce);
    }

    private Target Ratio(string who, string measure, string other, double limit, string wanted, string? why = null) =>
        new(
            $"{_work}, {(who == LineRuns.First ? "the very first batch" : "a later one")}: {measure}",
            wanted,
            limit,
            Median(who, measure) / Median(other, measure),
            Why: why);

    private double AboveBare(string name) => Median(name, LineWork.Peak) - Median(LineRuns.Bare, LineWork.Peak);

    private double Median(string name, string measure) => contenders.Single(contender => contender.Name == name).Median(measure);
}
