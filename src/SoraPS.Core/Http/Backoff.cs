namespace SoraPS.Core.Http;

/// <summary>How long to pause before the next try: twice as long after each failure in a row, and no shorter than was asked for.</summary>
/// <param name="First">The pause after one failure.</param>
/// <param name="Longest">The longest pause that nobody asked for.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>By which share a pause may be shorter or longer, so that what failed together does not come back together.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The longest pause that a server can ask for.</summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.MaxValue;

    /// <summary>The pause after so many failures in a row.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="asked">What the server asks for; null if it does not. Up to a tenth is added to it.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        double own = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, failures - 1));
        own *= 1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1));
        TimeSpan least = asked < LongestAsked ? asked.Value : asked is null ? TimeSpan.Zero : LongestAsked;
        return TimeSpan.FromSeconds(Math.Max(own, least.TotalSeconds * (1 + (0.1 * Random.Shared.NextDouble()))));
    }
}
