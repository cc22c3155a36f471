namespace SoraPS.Core.Http;

/// <summary>The pause before the next try: it doubles with each failure in a row, and is never shorter than the server asks for.</summary>
/// <param name="First">The pause after one failure.</param>
/// <param name="Longest">The longest pause unless the server asks for more.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The share by which a pause varies, so that requests that failed together do not return together.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The longest pause that a server can ask for.</summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.MaxValue;

    /// <summary>The pause after so many failures in a row.</summary>
    /// <param name="failures">Number of failures in a row, from 1.</param>
    /// <param name="asked">The pause that the server asks for, to which up to a tenth is added; null if it asks for none.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        double own = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, failures - 1));
        own *= 1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1));
        TimeSpan least = asked < LongestAsked ? asked.Value : asked is null ? TimeSpan.Zero : LongestAsked;
        return TimeSpan.FromSeconds(Math.Max(own, least.TotalSeconds * (1 + (0.1 * Random.Shared.NextDouble()))));
    }
}
