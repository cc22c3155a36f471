namespace SoraPS.Core.Stages;

/// <summary>What has become of an item.</summary>
internal enum StageOutcome
{
    /// <summary>Nothing yet; of an item that has ended: it was passed over.</summary>
    None,

    /// <summary>It has a result.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It is left to another run, which works on it.</summary>
    Held,
}
