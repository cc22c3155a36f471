namespace SoraPS.Core.Stages;

/// <summary>
/// Keeps a long run small. The runtime lets new objects take as much room as the processor's cache before it collects any, on
/// large machines over 100 MB; what a row leaves behind is garbage at once and cheap to collect while it is young.
/// </summary>
internal static class Gen0Budget
{
    private const long Most = 8_000_000;

    private static readonly Lock s_lock = new();
    private static int s_collections;
    private static long s_allocated;

    /// <summary>Collects the youngest generation if the runtime has not done so for a while; called when a row is done.</summary>
    public static void CollectIfExceeded()
    {
        if (!s_lock.TryEnter())
        {
            return;
        }

        try
        {
            long allocated = GC.GetTotalAllocatedBytes();
            if (GC.CollectionCount(0) == s_collections && allocated - s_allocated >= Most)
            {
                GC.Collect(0);
            }

            if (GC.CollectionCount(0) != s_collections)
            {
                (s_collections, s_allocated) = (GC.CollectionCount(0), allocated);
            }
        }
        finally
        {
            s_lock.Exit();
        }
    }
}
