using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Saving;

/// <summary>How finished tasks are saved.</summary>
public sealed record SaveOptions
{
    /// <summary>Full path of the folder; made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>False leaves the folder as it is: nothing will be saved (-WhatIf).</summary>
    public bool MakesFolder { get; init; } = true;

    /// <summary>Template of the file names (see <see cref="FileNames.Fields"/>); null for the task's name, or else its id.</summary>
    public string? FileName { get; init; }

    /// <summary>Overwrite files that are there.</summary>
    public bool Force { get; init; }

    /// <summary>What of the task is saved.</summary>
    public Variant Variant { get; init; } = Variant.Video;

    /// <summary>Leave out the .json beside each video.</summary>
    public bool NoMetadata { get; init; }

    /// <summary>How many files are fetched at once.</summary>
    public int Throttle { get; init; } = 8;

    /// <summary>The run that the stage is a part of; null for the one that stages share which name none.</summary>
    public LedgerRun? Run { get; init; }

    /// <summary>What to emit beyond results, errors and warnings.</summary>
    public Verbosity Detail { get; init; }
}
