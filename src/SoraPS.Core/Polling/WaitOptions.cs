using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Polling;

/// <summary>How tasks are waited for.</summary>
public sealed record WaitOptions
{
    /// <summary>End with the first task that ends.</summary>
    public bool Any { get; init; }

    /// <summary>How long to wait for each task from when it was handed over; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Poll at this interval whatever the gateway says; null for its own pace.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>How many polls may be under way at once.</summary>
    public int Throttle { get; init; } = 32;

    /// <summary>The run that the stage is a part of; null for the one that stages share which name none.</summary>
    public LedgerRun? Run { get; init; }

    /// <summary>What to emit beyond results, errors and warnings.</summary>
    public Verbosity Detail { get; init; }
}
