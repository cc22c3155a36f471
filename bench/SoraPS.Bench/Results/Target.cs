namespace SoraPS.Bench.Results;

/// <summary>A target of the table in docs/BENCHMARKS.md.</summary>
/// <param name="Work">The work, as the table names it.</param>
/// <param name="Wanted">What is wanted, in words.</param>
/// <param name="Limit">The number that decides.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="IsUpper">Whether the limit is the most that is allowed; else the least.</param>
/// <param name="Unit">Unit of both, empty for a ratio.</param>
/// <param name="Why">Why, where it is missed; null if nobody knows.</param>
internal sealed record Target(
    string Work, string Wanted, double Limit, double Measured, bool IsUpper = true, string Unit = "", string? Why = null)
{
    /// <summary>Whether it is met.</summary>
    public bool IsMet => IsUpper ? Measured <= Limit : Measured >= Limit;
}
