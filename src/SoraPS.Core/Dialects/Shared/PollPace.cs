namespace SoraPS.Core.Dialects.Shared;

/// <summary>A gateway's documented polling schedule: when to poll first, and how often at which age.</summary>
/// <param name="FirstPoll">Age of the task before which polling is pointless.</param>
/// <param name="Steps">The interval up to each age; the last step has no end.</param>
public sealed record PollPace(TimeSpan FirstPoll, IReadOnlyList<(TimeSpan UntilAge, TimeSpan Interval)> Steps)
{
    /// <summary>How far apart polls must be, as a documented limit says; zero where none does.</summary>
    public TimeSpan Shortest { get; init; }

    /// <summary>The same interval at every age.</summary>
    public static PollPace Every(TimeSpan interval) => new(interval, [(TimeSpan.MaxValue, interval)]);

    /// <summary>The interval for a task of an age.</summary>
    public TimeSpan IntervalAt(TimeSpan age)
    {
        foreach ((TimeSpan untilAge, TimeSpan interval) in Steps)
        {
            if (age < untilAge)
            {
                return interval;
            }
        }

        return Steps[^1].Interval;
    }
}
