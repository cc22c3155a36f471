using SoraPS.Core.Http;

namespace SoraPS.Tests.Http;

/// <summary>How long a server asks to wait, of what it may send in a header.</summary>
public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After", "0", 0.0)]
    [InlineData("Retry-After", "1.5", 1.5)]
    [InlineData("Retry-After", "-1", null)]
    [InlineData("Retry-After", "2591999", 2591999.0)]
    [InlineData("Retry-After", "2592000", null)]
    [InlineData("Retry-After", "NaN", null)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 12:01:00 GMT", 60.0)]
    [InlineData("Retry-After", "Sat, 21 Nov 2026 11:59:00 GMT", 0.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after-ms", "-1", null)]
    public void Seconds_and_dates_of_the_next_thirty_days_count(string header, string value, double? seconds)
    {
        using HttpResponseMessage answer = new();
        answer.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(seconds, RetryAfter.FromHeaders(answer.Headers, s_now)?.TotalSeconds);
    }
}
