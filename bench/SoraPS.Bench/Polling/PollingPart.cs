using System.Globalization;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Polling;

/// <summary>When tasks are looked at: the stage's own schedule against fixed intervals, on a clock that needs no real time.</summary>
internal static class PollingPart
{
    public const string Name = "polling";

    private const int Runs = 5;

    // Those that are compared with each other: by chance alone, the median of five differs by a tenth.
    private const int ComparedRuns = 15;
    private const string Guessing = "where durations differ by a factor of ten, the first that end tell little about the last";

    public static async Task<PartResult> RunAsync()
    {
        List<Comparison> all = [];
        HashSet<string> spreads = [.. Scenario.Spreads.Select(scenario => scenario.Name)];
        double delay = 0;
        double requests = 0;
        foreach (Scenario scenario in Scenario.All)
        {
            foreach (bool isKnown in new[] { true, false })
            {
                Comparison comparison = await Comparison.OfAsync(scenario, isKnown, spreads.Contains(scenario.Name) ? ComparedRuns : Runs);
                Console.WriteLine(comparison);
                all.Add(comparison);
            }

            if (spreads.Contains(scenario.Name))
            {
                delay = Math.Max(delay, all[^1].Seconds / all[^2].Seconds);
                requests = Math.Max(requests, all[^1].Requests / all[^2].Requests);
            }
        }

        IReadOnlyList<ListComparison> lists = await ListComparison.AllAsync(Runs);
        Comparison main = all[0];
        return new PartResult
        {
            Part = Name,
            Title = "When tasks are looked at",
            Work = $"The wait stage itself waits for {Comparison.Tasks} tasks of drawn durations, on a simulated clock and with a "
                + "gateway that answers at once and does not tell when a task ended. A fixed-interval poller, which is the same stage "
                + "with a set interval, has the interval at which it sends as many requests. 'Learned' has seen "
                + $"{Comparison.EarlierBatches} batches of {Comparison.EarlierTasks} tasks before and kept what it learned in its "
                + "ledger; 'first batch' knows nothing. A server with or without a list of its tasks takes "
                + $"{ListComparison.Latency.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s for each answer. "
                + "Requests count the create request and the download. Every task must be seen "
                + "ended.",
            Environment = Machine.Describe(),
            Contenders = [.. all.SelectMany(comparison => comparison.Contenders), .. lists.SelectMany(one => one.Contenders)],
            Targets =
            [
                new("mean delay ready -> seen, durations around 90 s", "at most half that of a fixed interval", 0.5, main.Ratio),
                new("the same", "at most 6 requests per task", 6, main.Requests),
                new("the very first batch, around 2 s to 300 s, narrow and wide: delay", "at most 1.15 of a learned batch's", 1.15, delay),
                new("the same: requests per task", "at most 1.1 of a learned batch's", 1.1, requests, Why: Guessing),
                new("a server with a list: delay", "at most 1.02 of that without", 1.02, lists.Max(one => one.Delay)),
                new(
                    "the same, 50 rows a second: requests per task", "at most 0.8 of those without", 0.8,
                    lists.Where(one => one.IsBusy).Max(one => one.Requests)),
            ],
            Notes =
            [
                "The optimum is about the best that looking by age alone can do when the durations of this very batch are known: "
                    + "dynamic programming over them, with at most as many looks, failures counted like videos. Its distance from a fixed "
                    + "interval depends on how much durations differ. As a share of the fixed interval's delay, SoraPS and the optimum: "
                    + string.Join("; ", all.Select(one => string.Create(
                        CultureInfo.InvariantCulture, $"{one.Name}: {one.Ratio:0.00} and {one.OptimalRatio:0.00}"))) + ".",
                "While nothing is known, about the square root of the tasks is looked at from half a second on, ever more rarely; the "
                    + "others at the documented pace of the OpenAI dialect at most (the first look after 10 s, then every 10 s), and not "
                    + "while the former still run. 'Submitted in 20 s' is hardest: all are as old as those that one could learn from.",
            ],
        };
    }
}
