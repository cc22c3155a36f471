namespace SoraPS.Emulator;

/// <summary>The requests that faults can hit. Lists, balances and deletions are never hit.</summary>
public enum EmulatorOperation
{
    /// <summary>All requests; no callbacks.</summary>
    Any,

    /// <summary>The request that makes a task.</summary>
    Create,

    /// <summary>The question for a task's state.</summary>
    Status,

    /// <summary>The transfer of a video, from the gateway or the download origin.</summary>
    Download,

    /// <summary>The callback when a task ends, which has faults of its own.</summary>
    Callback,
}
