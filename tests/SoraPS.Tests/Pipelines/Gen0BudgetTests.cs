using SoraPS.Core.Stages;

namespace SoraPS.Tests.Pipelines;

public class Gen0BudgetTests
{
    [Fact]
    public void What_rows_leave_behind_is_collected_before_it_is_much()
    {
        Gen0Budget.CollectIfExceeded();
        int before = GC.CollectionCount(0);
        for (int row = 0; row < 100; row++)
        {
            GC.KeepAlive(new byte[80_000]);
            GC.KeepAlive(new byte[80_000]);
            Gen0Budget.CollectIfExceeded();
        }

        Assert.True(GC.CollectionCount(0) > before, "16 MB were left behind.");
    }
}
