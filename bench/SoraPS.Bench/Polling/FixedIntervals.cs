namespace SoraPS.Bench.Polling;

/// <summary>The fixed interval that costs a given number of requests.</summary>
internal static class FixedIntervals
{
    /// <summary>The longest interval (within a hundredth) at which a batch costs at least so many looks per task.</summary>
    public static TimeSpan WithPolls(Drawn[] batch, double looks)
    {
        (double low, double high) = (0.01, batch.Max(task => task.Seconds));
        while (high - low > 0.01)
        {
            double middle = (low + high) / 2;
            (low, high) = batch.Average(task => Math.Ceiling(task.Seconds / middle)) >= looks ? (middle, high) : (low, middle);
        }

        return TimeSpan.FromSeconds(low);
    }
}
