using SoraPS.Core.Polling.Plans;

namespace SoraPS.Bench.Polling;

/// <summary>What looks by age alone could reach if the durations of the batch were known beforehand.</summary>
internal static class OptimalPolls
{
    /// <summary>The shortest mean delay for at most so many looks per task.</summary>
    public static Outcome At(Drawn[] batch, double looks)
    {
        double[] ages = [0, .. batch.Select(task => task.Seconds).Order()];
        PollPlan plan = new(ages, [.. Enumerable.Range(0, ages.Length).Select(ended => 1 - ((double)ended / batch.Length))], looks);
        double delay = 0;
        int count = 0;
        foreach (Drawn task in batch)
        {
            // Ages are whole ticks.
            TimeSpan end = TimeSpan.FromSeconds(task.Seconds);
            TimeSpan age = TimeSpan.Zero;
            while (age < end)
            {
                age = plan.After(age) ?? end;
                count++;
            }

            delay += task.Fails ? 0 : (age - end).TotalSeconds;
        }

        return new Outcome(delay / batch.Count(task => !task.Fails), (double)count / batch.Length);
    }
}
