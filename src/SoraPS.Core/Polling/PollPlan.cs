namespace SoraPS.Core.Polling;

/// <summary>
/// At which ages to look at a task: an optimal inspection policy, which has the shortest mean time from the end to the look that
/// sees it for a mean number of looks. Immutable.
/// </summary>
/// <remarks>
/// A look costs a price in seconds of delay; the cheapest next look after each age follows from the later ones, from the last age
/// back. The price is the lowest one at which a task costs no more looks than it may.
/// </remarks>
internal sealed class PollPlan
{
    // With create and download that is less than the six requests which a task may cost: some take longer than planned.
    private const double PollsPerTask = 3.5;

    private const int PriceSteps = 16;

    // A look that saves less than this share of a task's time, or so many seconds, is not worth a request.
    private const double LeastGain = 0.004;
    private const double LeastSeconds = 0.25;

    private readonly double[] _ages;
    private readonly double[] _left;

    // For each age, the place of the one at which to look next.
    private readonly int[] _next;

    /// <summary>Makes a plan.</summary>
    /// <param name="ages">Ages in seconds at which to look, in order; before the first one no task ends.</param>
    /// <param name="left">Which share of the tasks has not ended at each age, from 1 down.</param>
    /// <param name="looks">How many looks a task may cost on average.</param>
    public PollPlan(double[] ages, double[] left, double looks = PollsPerTask)
    {
        (_ages, _left, _next) = (ages, left, new int[ages.Length]);
        double low = Math.Max(LeastSeconds, LeastGain * ages[^1]);
        double high = Math.Max(low, ages[^1]);
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
        int place = Array.BinarySearch(_ages, age.TotalSeconds);
        // An age between two counts as the older: a plan must never look again at once.
        place = Math.Max(0, place < 0 ? ~place : place);
        return place < _ages.Length - 1 ? TimeSpan.FromSeconds(_ages[_next[place]]) : null;
    }

    // Finds the cheapest next look after each age at a price of a look, and gives the mean number of looks.
    private double Solve(double price)
    {
        double[] cost = new double[_ages.Length];
        double[] looks = new double[_ages.Length];
        for (int from = _ages.Length - 2; from >= 0; from--)
        {
            double delay = 0;
            cost[from] = double.MaxValue;
            for (int to = from + 1; to < _ages.Length && delay < cost[from]; to++)
            {
                // Those that ended before wait longer by the step; those of the step itself, half of it on average.
                delay += (_ages[to] - _ages[to - 1]) * (_left[from] - ((_left[to - 1] + _left[to]) / 2));
                double whole = (price * _left[from]) + delay + cost[to];
                if (whole < cost[from])
                {
                    (cost[from], looks[from], _next[from]) = (whole, _left[from] + looks[to], to);
                }
            }
        }

        return looks[0];
    }
}
