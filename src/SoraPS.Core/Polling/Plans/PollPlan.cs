namespace SoraPS.Core.Polling.Plans;

/// <summary>
/// At which ages to poll a task: an optimal inspection policy, which has the shortest mean time from the end to the poll that
/// sees it for a mean number of polls. Immutable.
/// </summary>
/// <remarks>
/// A poll costs a price in seconds of delay; the cheapest next poll after each age follows from the later ones, from the last age
/// back. The price is the lowest one at which a task costs no more polls than it may.
/// </remarks>
internal sealed class PollPlan
{
    // With create and download that is less than the six requests which a task may cost: some take longer than planned.
    private const double PollsPerTask = 3.5;

    private const int PriceSteps = 16;

    // An end that holds for all but this share of the tasks is told as the time that is left.
    private const double StillRunning = 0.1;

    // A poll that saves less than this share of a task's time, or so many seconds, is not worth a request.
    private const double LeastGain = 0.004;
    private const double LeastSeconds = 0.25;

    private readonly double[] _ages;
    private readonly double[] _left;

    // For each age, the place of the one at which to poll next.
    private readonly int[] _next;

    /// <summary>Makes a plan.</summary>
    /// <param name="ages">Ages in seconds at which to poll, in order; before the first one no task ends.</param>
    /// <param name="left">Which share of the tasks has not ended at each age, from 1 down.</param>
    /// <param name="polls">How many polls a task may cost on average.</param>
    public PollPlan(double[] ages, double[] left, double polls = PollsPerTask)
    {
        (_ages, _left, _next) = (ages, left, new int[ages.Length]);
        double low = Math.Max(LeastSeconds, LeastGain * ages[^1]);
        double high = Math.Max(low, ages[^1]);
        if (Solve(low) > polls)
        {
            for (int step = 0; step < PriceSteps; step++)
            {
                double middle = Math.Sqrt(low * high);
                (low, high) = Solve(middle) > polls ? (middle, high) : (low, middle);
            }

            Solve(high);
        }
    }

    /// <summary>How many ends it is made of.</summary>
    public int Ends { get; init; }

    /// <summary>Whether they are enough to rely on.</summary>
    public bool IsFirm { get; init; }

    /// <summary>The age until which all were seen running, and none near its end: polls before it show nothing new.</summary>
    public TimeSpan AllRunUntil { get; init; }

    /// <summary>The age at which to poll next a task that has not ended at an age; null beyond all that is known.</summary>
    public TimeSpan? After(TimeSpan age)
    {
        int place = PlaceOf(age);
        return place < _ages.Length - 1 ? TimeSpan.FromSeconds(_ages[_next[place]]) : null;
    }

    /// <summary>The age by which nine of ten tasks have ended of those that have not at an age; null beyond all that is known.</summary>
    public TimeSpan? EndAfter(TimeSpan age)
    {
        int place = PlaceOf(age);
        int end = Array.FindIndex(_left, place, left => left <= _left[place] * StillRunning);
        return end < 0 ? null : TimeSpan.FromSeconds(_ages[end]);
    }

    // An age between two counts as the older: a plan must never poll again at once. Beyond the last, it is the number of ages.
    private int PlaceOf(TimeSpan age)
    {
        int place = Array.BinarySearch(_ages, age.TotalSeconds);
        return place < 0 ? ~place : place;
    }

    // Finds the cheapest next poll after each age at a price of a poll, and gives the mean number of polls.
    private double Solve(double price)
    {
        double[] cost = new double[_ages.Length];
        double[] polls = new double[_ages.Length];
        for (int from = _ages.Length - 2; from >= 0; from--)
        {
            cost[from] = double.MaxValue;
            for (int to = from + 1; to < _ages.Length; to++)
            {
                // All that are left wait for the poll, first to end and then to be seen; the first takes as long in every plan.
                double whole = (_left[from] * (price + _ages[to] - _ages[from])) + cost[to];
                if (whole < cost[from])
                {
                    (cost[from], polls[from], _next[from]) = (whole, _left[from] + polls[to], to);
                }
            }
        }

        return polls[0];
    }
}
