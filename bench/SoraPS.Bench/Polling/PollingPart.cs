using SoraPS.Bench.Results;

namespace SoraPS.Bench.Polling;

internal static class PollingPart
{
    public const string Name = "polling";
    public static async Task<PartResult> RunAsync()
    {
        const int EarlierTasks=200, Earlier=5, Tasks=1000;
        foreach (Scenario s in Scenario.All)
        {
            foreach (int seed in new[]{1,2,3})
            {
            Random random = new(seed);
            SimulatedLedger ledger = new();
            Outcome? first = null;
            Drawn[] b1 = s.DrawBatch(random, Tasks);
            first = await Simulation.WaitAsync(b1, new(), null);
            Outcome f1 = await Simulation.WaitAsync(b1, new(), FixedIntervals.WithLooks(b1, first.LooksPerTask));
            Console.WriteLine($"{s.Name} new: {first.Delay:0.00} {first.LooksPerTask:0.00}; fixed {f1.Delay:0.00} {f1.LooksPerTask:0.00} ratio {first.Delay/f1.Delay:0.00} bound {Bound(b1, first.LooksPerTask):0.00}");
            for (int i=0;i<Earlier;i++) await Simulation.WaitAsync(s.DrawBatch(random, EarlierTasks), ledger, null);
            Drawn[] b = s.DrawBatch(random, Tasks);
            Outcome o = await Simulation.WaitAsync(b, ledger, null);
            Outcome f = await Simulation.WaitAsync(b, new(), FixedIntervals.WithLooks(b, o.LooksPerTask));
            Console.WriteLine($"{s.Name} learned: {o.Delay:0.00} {o.LooksPerTask:0.00}; fixed {f.Delay:0.00} {f.LooksPerTask:0.00} ratio {o.Delay/f.Delay:0.00} bound {Bound(b, o.LooksPerTask):0.00}");
            }
        }
        return null!;
    }
    private static double Bound(Drawn[] b, double looks)
    {
        double[] ages=[0,..b.Select(d=>d.Seconds).Order()];
        SoraPS.Core.Stages.LookPlan plan = new(ages, [..Enumerable.Range(0, ages.Length).Select(i=> 1-(double)i/b.Length)], looks);
        double sum=0; double n=0, l=0;
        foreach (Drawn d in b)
        {
            TimeSpan t=TimeSpan.FromSeconds(d.Seconds); TimeSpan a=default;
            do { a = plan.After(a) ?? TimeSpan.FromDays(1); l++; } while (a<t-TimeSpan.FromMilliseconds(1));
            if (!d.Fails) { sum += (a-t).TotalSeconds; n++; }
        }
        return sum/n;
    }
}
