namespace SoraPS.Core.Polling;

/// <summary>
/// How likely a task of one model ends at which age: for each cell of a logarithmic grid of ages, how many tasks were seen to
/// reach it and how many ended in it. A poll that finds a task running says as much as one that finds it ended, so the first
/// to end do not count for more, and a gateway that becomes slower shows at once.
/// </summary>
internal sealed class LifeTable
{
    private const int Cells = 512;
    private const double Shortest = 0.05;
    private const double Ratio = 1.03;

    // Those that outlive all that is known are taken to end evenly within so many cells, which is until twice that age.
    private const int Beyond = 24;

    // Each cell remembers about the last two hundred tasks.
    private const double Fading = 0.995;

    // With fewer ends, a plan would be a guess; then the gateway's own hints and documented pace say more.
    private const int Fewest = 8;

    // A plan costs part of a millisecond, so not every poll makes another.
    private const int PollsPerPlan = 16;

    private readonly Lock _lock = new();
    private readonly double[] _reached = new double[Cells];
    private readonly double[] _ended = new double[Cells];
    private PollPlan? _plan;
    private int _ends;
    private int _newSincePlan = PollsPerPlan;

    /// <summary>When to poll tasks of this model; null while too little is known.</summary>
    public PollPlan? Plan
    {
        get
        {
            lock (_lock)
            {
                if (_ends >= Fewest && _newSincePlan >= PollsPerPlan)
                {
                    _plan = ToPlan();
                    _newSincePlan = 0;
                }

                return _plan;
            }
        }
    }

    /// <summary>Adds what was seen of a task.</summary>
    /// <param name="from">The age at which it was known to run.</param>
    /// <param name="to">The age at which it ended, or was seen running again.</param>
    /// <param name="hasEnded">Whether it ended then.</param>
    public void Add(TimeSpan from, TimeSpan to, bool hasEnded)
    {
        lock (_lock)
        {
            int last = CellOf(to);
            for (int cell = CellOf(from); cell < last; cell++)
            {
                Count(cell, 0);
            }

            if (hasEnded)
            {
                Count(last, 1);
                _ends++;
            }

            _newSincePlan++;
        }
    }

    private void Count(int cell, int ends)
    {
        _reached[cell] = (_reached[cell] * Fading) + 1;
        _ended[cell] = (_ended[cell] * Fading) + ends;
    }

    private PollPlan ToPlan()
    {
        int first = Math.Max(0, Array.FindIndex(_ended, ends => ends > 0) - 1);
        int known = Math.Min(Cells - 1, Array.FindLastIndex(_ended, ends => ends > 0) + 1) - first + 1;
        double[] ages = [.. Enumerable.Range(first - 1, known + Beyond + 1).Select(AgeOf)];
        double[] left = new double[ages.Length];
        left[0] = 1;
        for (int place = 1; place < left.Length; place++)
        {
            left[place] = place <= known
                ? left[place - 1] * (1 - Hazard(first + place - 1))
                : left[known] * (known + Beyond - place) / Beyond;
        }

        return new PollPlan(ages, left);
    }

    // The share that ends in a cell of those that reach it, smoothed over its neighbours.
    private double Hazard(int cell)
    {
        Range around = Math.Max(0, cell - 1)..Math.Min(Cells, cell + 2);
        return _ended[around].Sum() / Math.Max(1, _reached[around].Sum());
    }

    private static int CellOf(TimeSpan age) => age.TotalSeconds <= Shortest
        ? 0
        : Math.Min(Cells - 1, (int)Math.Ceiling(Math.Log(age.TotalSeconds / Shortest) / Math.Log(Ratio)));

    // Where a cell ends.
    private static double AgeOf(int cell) => Shortest * Math.Pow(Ratio, cell);
}
