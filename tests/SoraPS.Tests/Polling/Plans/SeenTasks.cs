using SoraPS.Core.Polling.Plans;

namespace SoraPS.Tests.Polling.Plans;

/// <summary>Tells a table of tasks that were seen from their beginning on.</summary>
internal static class SeenTasks
{
    /// <summary>So many took so many seconds.</summary>
    public static void Ended(this LifeTable table, int count, double seconds) => table.Add(count, seconds, hasEnded: true);

    /// <summary>So many still ran after so many seconds.</summary>
    public static void Running(this LifeTable table, int count, double seconds) => table.Add(count, seconds, hasEnded: false);

    private static void Add(this LifeTable table, int count, double seconds, bool hasEnded)
    {
        for (int task = 0; task < count; task++)
        {
            table.Add(TimeSpan.Zero, TimeSpan.FromSeconds(seconds), hasEnded);
        }
    }
}
