using System.Threading.RateLimiting;
using SoraPS.Core.Gateways;

namespace SoraPS.Tests.Http;

/// <summary>How many requests a provider is sent in a minute.</summary>
public sealed class RequestBudgetTests
{
    [Theory]
    [InlineData(6, 1, 10)]
    [InlineData(60, 1, 1)]
    [InlineData(90, 1, 2.0 / 3)]
    [InlineData(600, 10, 1)]
    [InlineData(10_000, 166, 0.996)]
    public void Requests_are_spread_over_the_minute(int perMinute, int atOnce, double seconds)
    {
        using TokenBucketRateLimiter budget = Assert.IsType<TokenBucketRateLimiter>(Resilience.Budget(perMinute));
        Assert.Equal(atOnce, budget.GetStatistics()!.CurrentAvailablePermits);
        Assert.Equal(seconds, budget.ReplenishmentPeriod.TotalSeconds, precision: 3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public void Without_a_limit_there_is_no_budget(int? perMinute) => Assert.Null(Resilience.Budget(perMinute));
}
