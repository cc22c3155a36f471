using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Jobs;

/// <summary>The part of a job that concerns one row or task.</summary>
public sealed class SoraTaskJob : StageJob
{
    private readonly StageProgress _progress;
    private readonly int _number;

    internal SoraTaskJob(string command, object input, int number, StageProgress progress)
        : base(command, RowTitle.Label(input, number), ItemText.Provider(input) ?? "")
    {
        _number = number;
        _progress = progress;
    }

    /// <summary>How the item stands; empty once it has ended.</summary>
    public override string StatusMessage => _progress.Find(_number) is { } item ? ItemText.Status(item) : "";

    /// <summary>Not offered: one stage works on all items together.</summary>
    public override void StopJob() =>
        throw new InvalidOperationException("A child job cannot be stopped alone. Stop the job that it belongs to.");
}
