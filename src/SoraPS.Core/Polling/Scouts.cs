using SoraPS.Core.Connections;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Tasks;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// While nothing is known of a provider's model, about the square root of a run's tasks are polled densely, from half a second on
/// and ever more rarely. What they show guides all others.
/// </summary>
internal sealed class Scouts
{
    // By these shares of its age each poll of a scout is later.
    private const double Growth = 0.3;
    private const double NearEnd = 0.2;

    // The share of the limit on requests that they may take.
    private const double ShareOfLimit = 0.1;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.5);
    private int _tasks;

    /// <summary>How many there are.</summary>
    public int Count => (int)Math.Sqrt(Volatile.Read(ref _tasks));

    /// <summary>Counts a task: the 1st, 4th, 9th and so on of a run is a scout. Gives its number among them, from 1; else 0.</summary>
    public int Join()
    {
        int number = Interlocked.Increment(ref _tasks);
        int root = (int)Math.Sqrt(number);
        return root * root == number ? root : 0;
    }

    /// <summary>How long to wait before a scout is polled; null for a task that is none, and to poll it as any other.</summary>
    /// <param name="scout">The task.</param>
    /// <param name="plan">What is known; null if nothing.</param>
    public static TimeSpan? Wait(PolledTask scout, PollPlan? plan)
    {
        if (scout.ScoutNumber == 0 || plan is { IsFirm: true })
        {
            return null;
        }

        Connection connection = scout.Gateway.Connection;
        DateTimeOffset began = scout.Task.BeganAt();
        TimeSpan age = (scout.RunningAt ?? scout.Now) - began;
        TimeSpan step = age * (plan is { Ends: > 0 } ? NearEnd : Growth);
        if (scout.ScoutNumber == 1 && age >= connection.Pace.FirstPoll && step > connection.Pace.IntervalAt(age))
        {
            // It may be the only task, and must not be polled later than without scouts.
            return null;
        }

        int? limit = connection.RequestsPerMinute ?? connection.Dialect.RequestsPerMinute;
        TimeSpan shortest = Max(connection.Pace.Shortest, TimeSpan.FromMinutes(1) / (ShareOfLimit * (limit ?? int.MaxValue)));
        return Max(age + Max(step, shortest), Max(s_first, plan?.AllRunUntil ?? TimeSpan.Zero)) - (scout.Now - began);
    }
}
