namespace SoraPS.Core.Stages;

/// <summary>
/// At which ages to look at a task, by how long others of its kind took: an optimal inspection policy, which has the shortest
/// mean time from the end to the look that sees it for a mean number of looks. Immutable.
/// </summary>
/// <remarks>
/// The ages to choose from are the durations themselves. A look costs a price in seconds of delay; the cheapest next look after
/// each age follows from the later ones, from the longest duration back. The price is the lowest one at which a task costs no
/// more looks than it may.
/// </remarks>
internal sealed class LookPlan
{
    private const int PriceSteps = 20;

    // One task may take longer than all that are known, so that equal durations do not promise more than they know.
    private const double Margin = 1.03;

    // A look that saves less than this share of a task's time is not worth a request.
    private const double LeastGain = 0.004;

    private readonly long[] _ages;

    // For each number of ages that have passed, the place of the age at which to look next.
    private readonly int[] _next;

    /// <summary>Makes a plan.</summary>
    /// <param name="durations">How long tasks took, in any order; at least one.</param>
    /// <param name="looks">How many looks a task may cost on average, at least 1.</param>
    public LookPlan(IEnumerable<TimeSpan> durations, double looks)
    {
        long[] sorted = [.. durations.Select(duration => duration.Ticks).Order()];
        _ages = [.. sorted, (long)(sorted[^1] * Margin)];
        _next = new int[_ages.Length];
        double low = LeastGain * _ages[^1];
        double high = _ages[^1];
        if (Solve(low) > looks)
        {
            for (int step = 0; step < PriceSteps; step++)
            {
                double middle = Math.Sqrt(low * high);
                (low, high) = Solve(middle) > looks ? (middle, high) : (low, middle);
            }

            Solve(high);
        }
    }

    /// <summary>The age at which to look next at a task that has not ended at an age; null beyond all that is known.</summary>
    public TimeSpan? After(TimeSpan age)
    {
        int passed = Array.BinarySearch(_ages, age.Ticks);
        passed = passed < 0 ? ~passed : passed;
        // Equal ages have passed together, or the plan would look again at once.
        while (passed < _ages.Length && _ages[passed] <= age.Ticks)
        {
            passed++;
        }

        return passed < _ages.Length ? TimeSpan.FromTicks(_ages[_next[passed]]) : null;
    }

    // Finds the cheapest next look after each age at a price of a look, and gives the mean number of looks.
    private double Solve(double price)
    {
        int tasks = _ages.Length;
        double[] cost = new double[tasks + 1];
        double[] looks = new double[tasks + 1];
        for (int passed = tasks - 1; passed >= 0; passed--)
        {
            int left = tasks - passed;
            double delay = 0;
            cost[passed] = double.MaxValue;
            for (int look = passed; look < tasks && delay < cost[passed]; look++)
            {
                // Those that ended before wait longer by the step; the one of the step itself, half of it on average.
                double step = look > 0 ? _ages[look] - _ages[look - 1] : 0;
                delay += step * (look - passed + 0.5);
                double whole = (price * left) + delay + cost[look + 1];
                if (whole < cost[passed])
                {
                    (cost[passed], looks[passed], _next[passed]) = (whole, left + looks[look + 1], look);
                }
            }
        }

        return looks[0] / tasks;
    }
}
