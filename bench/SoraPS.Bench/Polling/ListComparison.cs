using System.Globalization;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Polling;

/// <summary>A scenario at a server that lists its tasks, and at the same server without a list.</summary>
internal sealed record ListComparison(string Name, Contender With, Contender Without)
{
    /// <summary>How long each answer takes.</summary>
    public static TimeSpan Latency { get; } = TimeSpan.FromSeconds(0.2);

    /// <summary>The delay with the list, as a share of the delay without.</summary>
    public double Delay => With.Median(Comparison.Delay) / Without.Median(Comparison.Delay);

    /// <summary>The same of the requests.</summary>
    public double Requests => With.Median(Comparison.PerTask) / Without.Median(Comparison.PerTask);

    /// <summary>Whether many tasks are due at once.</summary>
    public required bool IsBusy { get; init; }

    public IReadOnlyList<Contender> Contenders => [With, Without];

    /// <summary>Compares all: few tasks at once, and many.</summary>
    public static async Task<IReadOnlyList<ListComparison>> AllAsync(int runs)
    {
        List<ListComparison> all = [];
        foreach (Scenario scenario in Scenario.All.Take(3).Append(Scenario.Spreads.First() with { RowsPerSecond = 50 }))
        {
            foreach (bool isKnown in new[] { true, false })
            {
                all.Add(await OfAsync(scenario, isKnown, runs));
                Console.WriteLine(all[^1]);
            }
        }

        return all;
    }

    private static async Task<ListComparison> OfAsync(Scenario scenario, bool isKnown, int runs)
    {
        List<Outcome> with = [];
        List<Outcome> without = [];
        for (int run = 0; run < runs; run++)
        {
            foreach (bool hasList in new[] { true, false })
            {
                Random random = new(run);
                SimulatedLedger ledger = await Comparison.LedgerAsync(scenario, isKnown, random);
                Drawn[] batch = scenario.DrawBatch(random, Comparison.Tasks);
                (hasList ? with : without).Add(
                    await Simulation.WaitAsync(batch, ledger, interval: null, new SimulatedServer(Latency, hasList)));
            }
        }

        string name = $"{scenario.Name}, {scenario.RowsPerSecond} rows a second, {(isKnown ? "learned" : "first batch")}";
        return new(
            name, Comparison.ToContender("with a list", name, with), Comparison.ToContender("without a list", name, without))
        {
            IsBusy = scenario.RowsPerSecond >= 50,
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {With.Median(Comparison.Delay):0.00} s with {With.Median(Comparison.PerTask):0.00} requests with a list, "
            + $"{Without.Median(Comparison.Delay):0.00} s with {Without.Median(Comparison.PerTask):0.00} without");
}
