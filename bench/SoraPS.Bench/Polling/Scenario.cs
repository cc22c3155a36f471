namespace SoraPS.Bench.Polling;

/// <summary>How long the tasks of a gateway take.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Draw">Draws one that is made at a second of its batch.</param>
/// <param name="RowsPerSecond">How fast they are submitted.</param>
internal sealed record Scenario(string Name, Func<Random, double, (double Seconds, bool Fails)> Draw, double RowsPerSecond = 2)
{
    /// <summary>The scenarios, by how they are described.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("log-normal around 90 s", static (random, _) => (LogNormal(random, 90, 0.25), false)),
        new("the same, submitted in 20 s", static (random, _) => (LogNormal(random, 90, 0.25), false), RowsPerSecond: 50),
        new("wide, submitted in 20 s", static (random, _) => (LogNormal(random, 90, 0.5), false), RowsPerSecond: 50),
        new("around 60 s or 140 s, one in ten fails early", static (random, _) => random.NextDouble() switch
        {
            < 0.1 => (LogNormal(random, 15, 0.3), true),
            < 0.6 => (LogNormal(random, 60, 0.15), false),
            _ => (LogNormal(random, 140, 0.15), false),
        }),
        new("log-normal around 90 s, slower by 2.5 from mid-batch on", static (random, madeAt) =>
            (Slowed(madeAt, LogNormal(random, 90, 0.25), from: 300, factor: 2.5), false)),
        .. Spreads,
    ];

    /// <summary>Short and long, narrow and wide: those in which the first batch is compared with later ones.</summary>
    public static IEnumerable<Scenario> Spreads
    {
        get
        {
            foreach (int mean in (int[])[2, 20, 90, 300])
            {
                yield return new($"log-normal around {mean} s, narrow", (random, _) => (LogNormal(random, mean, 0.1), false));
                yield return new($"log-normal around {mean} s, wide", (random, _) => (LogNormal(random, mean, 0.5), false));
            }
        }
    }

    /// <summary>A batch, its rows submitted one after another.</summary>
    public Drawn[] DrawBatch(Random random, int tasks) =>
    [
        .. Enumerable.Range(0, tasks).Select(index =>
        {
            double madeAt = index / RowsPerSecond;
            (double seconds, bool fails) = Draw(random, madeAt);
            return new Drawn(madeAt, seconds, fails);
        }),
    ];

    private static double LogNormal(Random random, double mean, double sigma)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Exp(Math.Log(mean) - (sigma * sigma / 2) + (sigma * normal));
    }

    // What is left of a task at the moment at which the gateway slows down takes longer by the factor.
    private static double Slowed(double madeAt, double seconds, double from, double factor)
    {
        double before = Math.Clamp(from - madeAt, 0, seconds);
        return before + ((seconds - before) * factor);
    }
}
