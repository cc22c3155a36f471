using SoraPS.Core.Stages;

namespace SoraPS.Core.Refresh;

/// <summary>How tasks are looked at once.</summary>
public sealed record RefreshOptions
{
    /// <summary>How many looks may be under way at once.</summary>
    public int Throttle { get; init; } = 16;

    /// <summary>How much to tell.</summary>
    public Verbosity Detail { get; init; }
}
