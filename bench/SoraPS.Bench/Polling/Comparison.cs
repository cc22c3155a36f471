using System.Globalization;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Polling;

/// <summary>A scenario as SoraPS waits for it, as a fixed interval of as many requests does, and as it could be done at best.</summary>
internal sealed record Comparison(string Name, Contender Ours, Contender Fixed, Contender Optimum)
{
    public const int Tasks = 1_000;
    public const int EarlierBatches = 5;
    public const int EarlierTasks = 200;

    public const string Delay = "ready to seen (s)";
    public const string PerTask = "requests per task";
    private const int CreateAndDownload = 2;

    public double Requests => Ours.Median(PerTask);

    /// <summary>Mean seconds from ready to seen.</summary>
    public double Seconds => Ours.Median(Delay);

    public double Ratio => Ours.Median(Delay) / Fixed.Median(Delay);

    public double OptimalRatio => Optimum.Median(Delay) / Fixed.Median(Delay);

    public IReadOnlyList<Contender> Contenders => [Ours, Fixed, Optimum];

    /// <summary>Compares on several batches.</summary>
    public static async Task<Comparison> OfAsync(Scenario scenario, bool isKnown, int runs)
    {
        List<Outcome> ours = [];
        List<Outcome> fix = [];
        List<Outcome> best = [];
        for (int run = 0; run < runs; run++)
        {
            Random random = new(run);

            // First, so that a learned batch is the same as a first one.
            Drawn[] batch = scenario.DrawBatch(random, Tasks);
            SimulatedLedger ledger = await LedgerAsync(scenario, isKnown, random);
            ours.Add(await Simulation.WaitAsync(batch, ledger, interval: null));
            fix.Add(await Simulation.WaitAsync(batch, new(), FixedIntervals.WithPolls(batch, ours[^1].PollsPerTask)));
            best.Add(OptimalPolls.At(batch, ours[^1].PollsPerTask));
        }

        string name = $"{scenario.Name}, {(isKnown ? "learned" : "first batch")}";
        return new(name, ToContender("SoraPS", name, ours), ToContender("fixed interval", name, fix), ToContender("optimum", name, best));
    }

    /// <summary>What earlier batches have left in the ledger, if there were any.</summary>
    public static async Task<SimulatedLedger> LedgerAsync(Scenario scenario, bool isKnown, Random random)
    {
        SimulatedLedger ledger = new();
        for (int earlier = 0; isKnown && earlier < EarlierBatches; earlier++)
        {
            await Simulation.WaitAsync(scenario.DrawBatch(random, EarlierTasks), ledger, interval: null);
        }

        return ledger;
    }

    /// <summary>The outcomes of one scenario.</summary>
    public static Contender ToContender(string who, string scenario, List<Outcome> outcomes) => new(
        $"{who}: {scenario}",
        [.. outcomes.Select(outcome => new Dictionary<string, double>
        {
            [Delay] = outcome.Delay,
            [PerTask] = outcome.PollsPerTask + CreateAndDownload,
        })]);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Ours.Median(Delay):0.00} s with {Requests:0.00} requests, "
            + $"{Ratio:0.00} of a fixed interval (at best {OptimalRatio:0.00})");
}
