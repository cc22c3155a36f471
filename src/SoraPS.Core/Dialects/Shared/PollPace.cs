namespace SoraPS.Core.Dialects.Shared;

/// <summary>A gateway's documented polling schedule: when to look first, and how often at which age.</summary>
/// <param name="FirstPoll">Age of the task before which looking is pointless.</param>
/// <param name="Steps">Until which age to look at which interval; the last step goes on for ever.</param>
public sealed record PollPace(TimeSpan FirstPoll, IReadOnlyList<(TimeSpan UntilAge, TimeSpan Interval)> Steps)
{
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
