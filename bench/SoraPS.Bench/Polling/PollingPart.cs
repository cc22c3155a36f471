using System.Globalization;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Polling;

/// <summary>When tasks are looked at: the stage's own schedule against fixed intervals, on a clock that needs no real time.</summary>
internal static class PollingPart
{
    public const string Name = "polling";

    private const int Runs = 5;

    public static async Task<PartResult> RunAsync()
    {
        List<Comparison> all = [];
        foreach (Scenario scenario in Scenario.All)
        {
            foreach (bool isKnown in new[] { true, false })
            {
                Comparison comparison = await Comparison.OfAsync(scenario, isKnown, Runs);
                Console.WriteLine(comparison);
                all.Add(comparison);
            }
        }

        Comparison main = all[0];
        return new PartResult
        {
            Part = Name,
            Title = "When tasks are looked at",
            Work = $"The wait stage itself waits for {Comparison.Tasks} tasks of drawn durations, on a simulated clock and with a "
                + "gateway that answers at once and does not tell when a task ended. A fixed-interval poller, which is the same stage "
                + "with a set interval, has the interval at which it sends as many requests. 'Learned' has seen "
                + $"{Comparison.EarlierBatches} batches of {Comparison.EarlierTasks} tasks before and kept what it learned in its "
                + "ledger; 'first batch' knows nothing. Requests count the create request and the download. Every task must be seen "
                + "ended.",
            Environment = Machine.Describe(),
            Contenders = [.. all.SelectMany(comparison => comparison.Contenders)],
            Targets =
            [
                new("mean delay ready -> seen, durations around 90 s", "at most half that of a fixed interval", 0.5, main.Ratio),
                new("the same", "at most 6 requests per task", 6, main.Requests),
            ],
            Notes =
            [
                "The optimum is about the best that looking by age alone can do when the durations of this very batch are known: "
                    + "dynamic programming over them, with at most as many looks, failures counted like videos. Its distance from a fixed "
                    + "interval depends on how much durations differ. As a share of the fixed interval's delay, SoraPS and the optimum: "
                    + string.Join("; ", all.Select(one => string.Create(
                        CultureInfo.InvariantCulture, $"{one.Name}: {one.Ratio:0.00} and {one.OptimalRatio:0.00}"))) + ".",
                "While nothing is known, looks go by the documented pace of the OpenAI dialect: the first after 10 s, then every 10 s.",
            ],
        };
    }
}
