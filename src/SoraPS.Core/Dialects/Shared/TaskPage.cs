namespace SoraPS.Core.Dialects.Shared;

/// <summary>A page of a gateway's list of tasks.</summary>
/// <param name="Tasks">The tasks, in the gateway's order.</param>
public sealed record TaskPage(IReadOnlyList<TaskReport> Tasks)
{
    /// <summary>Whether more tasks follow; null if the gateway does not say.</summary>
    public bool? HasMore { get; init; }

    /// <summary>How far the gateway's clock is ahead of this machine's; null if it does not say.</summary>
    public TimeSpan? ClockAhead { get; init; }
}
