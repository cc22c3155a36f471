using SoraPS.Core.Stages;

namespace SoraPS.Core.Refresh;

/// <summary>How tasks are refreshed.</summary>
public sealed record RefreshOptions
{
    /// <summary>How many polls may be under way at once.</summary>
    public int Throttle { get; init; } = 16;

    /// <summary>What to emit beyond results, errors and warnings.</summary>
    public Verbosity Detail { get; init; }
}
