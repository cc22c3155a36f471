namespace SoraPS.Core.Polling.Plans;

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

    // Those that outlive all that is known are taken to end evenly within so many cells, which is until twice that age, if they are few.
    private const int Beyond = 24;
    private const double Few = 0.05;
    private const int LeastBeyond = 8;
    private const int MostBeyond = 4 * Beyond;

    // Each cell remembers about the last two hundred tasks.
    private const double Fading = 0.995;

    // With fewer ends, a plan is a guess.
    private const int Enough = 8;

    // With fewer ends, single cells show chance: a plan is made on a grid that is so many times coarser.
    private const int Fine = 64;
    private const int Coarse = 2;

    // A guess is made again when the first tasks are older by so many cells.
    private const int Older = 4;

    // A plan costs part of a millisecond, so not every poll makes another.
    private const int PollsPerPlan = 16;

    private readonly Lock _lock = new();
    private readonly double[] _reached = new double[Cells];
    private readonly double[] _ended = new double[Cells];
    private PollPlan? _plan;
    private int _ends;
    private int _endsTold;
    private int _oldest;
    private int _oldestInPlan;
    private int _newSincePlan;

    /// <summary>When to poll tasks of this model; null while none was polled.</summary>
    public PollPlan? Plan
    {
        get
        {
            lock (_lock)
            {
                if (IsPlanOld())
                {
                    _plan = _ends >= Fine ? ToFinePlan() : ToCoarsePlan();
                    (_newSincePlan, _oldestInPlan) = (0, _oldest);
                }

                return _plan;
            }
        }
    }

    /// <summary>Whether so much more is known than when this was last true that tasks which wait should be planned again.</summary>
    public bool TakeNews()
    {
        lock (_lock)
        {
            bool isNews = _ends > 0 && _ends >= 2 * _endsTold;
            _endsTold = isNews ? _ends : _endsTold;
            return isNews;
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
            else
            {
                _oldest = Math.Max(_oldest, last);
            }

            _newSincePlan++;
        }
    }

    // While a plan is a guess, each end counts, and so does each age that the first of the tasks reach.
    private bool IsPlanOld() => _plan is { IsFirm: true }
        ? _newSincePlan >= PollsPerPlan
        : _newSincePlan > 0 && (_plan is null || _ends != _plan.Ends || _oldest >= _oldestInPlan + Older || _newSincePlan >= PollsPerPlan);

    private void Count(int cell, int ends)
    {
        _reached[cell] = (_reached[cell] * Fading) + 1;
        _ended[cell] = (_ended[cell] * Fading) + ends;
    }

    private PollPlan ToFinePlan()
    {
        int first = FirstEnd - 1;
        int last = LastEnd + 1;
        List<double> left = [1];
        for (int cell = first; cell <= last; cell++)
        {
            left.Add(left[^1] * (1 - Hazard(cell)));
        }

        return ToPlan(first - 1, step: 1, left);
    }

    // With a guess counts one more task, imagined to end at any of the ages that were reached: few that still run prove little.
    private PollPlan ToCoarsePlan()
    {
        int known = (Math.Max(_oldest, LastEnd) / Coarse) + 1;
        double imagined = _ends < Enough ? 1 : 0;
        List<double> left = [1];
        for (int place = 0; place < known; place++)
        {
            Range cells = (place * Coarse)..((place + 1) * Coarse);
            left.Add(left[^1] * (1 - ((_ended[cells].Sum() + (imagined / known)) / Math.Max(1, _reached[cells].Max() + imagined))));
        }

        return ToPlan(0, Coarse, left);
    }

    private PollPlan ToPlan(int from, int step, List<double> left)
    {
        double last = left[^1];
        int beyond = CellsBeyond(last) / step;
        for (int place = 1; place <= beyond; place++)
        {
            left.Add(last * (beyond - place) / beyond);
        }

        double[] ages = [.. Enumerable.Range(0, left.Count).Select(place => AgeOf(from + (place * step)))];
        return new PollPlan(ages, [.. left]) { Ends = _ends, IsFirm = _ends >= Enough, AllRunUntil = AllRunUntil() };
    }

    // A little sooner than the first that ended, another may end.
    private TimeSpan AllRunUntil() => TimeSpan.FromSeconds(AgeOf(_ends > 0 ? FirstEnd - Older : _oldest));

    // How long the others will need shows in how far apart the first have ended.
    private int CellsBeyond(double left) => (left, _ends) switch
    {
        ( < Few, _) => Beyond,
        (_, 0) => 3 * Beyond,
        _ => (int)Math.Clamp(Math.Max(Older, LastEnd - FirstEnd) * left / (1 - left), LeastBeyond, MostBeyond),
    };

    private int FirstEnd => Array.FindIndex(_ended, ends => ends > 0);

    private int LastEnd => Array.FindLastIndex(_ended, ends => ends > 0);

    // The share that ends in a cell of those that reach it, smoothed over its neighbours; also for the neighbours of the first and last.
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
