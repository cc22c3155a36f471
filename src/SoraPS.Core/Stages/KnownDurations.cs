namespace SoraPS.Core.Stages;

/// <summary>How long the latest tasks of one model took, and the plan that follows from it.</summary>
/// <param name="remembered">What is remembered, newest first.</param>
internal sealed class KnownDurations(IEnumerable<TimeSpan> remembered)
{
    /// <summary>How many are kept: enough for a plan, and few enough to follow a gateway that becomes slower.</summary>
    public const int Most = 100;

    // With fewer, a plan would be a guess; then the gateway's own hints and documented pace say more.
    private const int Fewest = 8;

    // With create and download that is less than the six requests which a task may cost: some take longer than planned.
    private const double LooksPerTask = 3.5;

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _oldestFirst = new(remembered.Reverse());
    private LookPlan? _plan;
    private int _newSincePlan;

    /// <summary>When to look at tasks of this model; null while too little is known.</summary>
    public LookPlan? Plan
    {
        get
        {
            lock (_lock)
            {
                // A plan costs part of a millisecond, so not every end makes another.
                if (_oldestFirst.Count >= Fewest && (_plan is null || _newSincePlan * 8 >= _oldestFirst.Count))
                {
                    _plan = new LookPlan(_oldestFirst, LooksPerTask);
                    _newSincePlan = 0;
                }

                return _plan;
            }
        }
    }

    /// <summary>Adds how long one more task took.</summary>
    public void Add(TimeSpan duration)
    {
        lock (_lock)
        {
            _oldestFirst.Enqueue(duration);
            _newSincePlan++;
            if (_oldestFirst.Count > Most)
            {
                _oldestFirst.Dequeue();
            }
        }
    }
}
