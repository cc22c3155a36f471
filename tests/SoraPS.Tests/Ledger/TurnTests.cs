using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>Whose turn it is at a provider that takes so many requests a minute of all who use the ledger.</summary>
[Trait("Ledger", "Any")]
public sealed class TurnTests : LedgerFixture
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Turns_are_taken_one_after_the_other_whoever_asks()
    {
        await using StoredLedger one = Open();
        await using StoredLedger two = Open();
        Assert.True(await one.TakeTurnsAsync("OpenAI", s_long, TimeSpan.Zero) <= TimeSpan.Zero);
        Assert.InRange((await two.TakeTurnsAsync("openai", s_long, TimeSpan.Zero))!.Value.TotalMinutes, 9, 10);
        Assert.InRange((await one.TakeTurnsAsync("OpenAI", s_long, TimeSpan.Zero))!.Value.TotalMinutes, 19, 20);
        Assert.True(await two.TakeTurnsAsync("UniAll", s_long, TimeSpan.Zero) <= TimeSpan.Zero);

        // With slack, some begin at once; what a clock that was set back left behind is no turn.
        Assert.InRange((await two.TakeTurnsAsync("OpenAI", s_long, 3 * s_long))!.Value.TotalMinutes, -1, 0);
        Sql("UPDATE turns SET free_at = free_at + 86400000000");
        Assert.True(await two.TakeTurnsAsync("OpenAI", s_long, TimeSpan.Zero) <= TimeSpan.Zero);
    }
}
