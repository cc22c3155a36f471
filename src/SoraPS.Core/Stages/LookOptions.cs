namespace SoraPS.Core.Stages;

/// <summary>How tasks are looked at once.</summary>
public sealed record LookOptions
{
    /// <summary>How many looks may be under way at once.</summary>
    public int Throttle { get; init; } = 16;

    /// <summary>How much to tell.</summary>
    public StageDetail Detail { get; init; }
}
