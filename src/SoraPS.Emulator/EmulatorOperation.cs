namespace SoraPS.Emulator;

/// <summary>The requests that faults can hit. Lists, balances and deletions are never hit.</summary>
public enum EmulatorOperation
{
    /// <summary>All three.</summary>
    Any,

    /// <summary>The request that makes a task.</summary>
    Create,

    /// <summary>The question for a task's state.</summary>
    Status,

    /// <summary>The transfer of a video, from the gateway or the download origin.</summary>
    Download,
}
