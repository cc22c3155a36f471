using System.Management.Automation;

namespace SoraPS.ProgressBars;

/// <summary>One progress bar: writes a record where something has changed, and the one that completes it.</summary>
/// <param name="activity">What is going on.</param>
/// <param name="parent">The bar below which it stands, or null.</param>
/// <param name="write">Takes the records.</param>
internal sealed class ProgressBar(string activity, ProgressBar? parent, Action<ProgressRecord> write)
{
    // Of the process, so that bars of other stages, jobs and runspaces never take each other's place.
    private static int s_lastId = 1000;
    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private (string Status, int Percent, int Seconds) _shown;

    /// <summary>Shows where it stands.</summary>
    /// <param name="status">In words.</param>
    /// <param name="fraction">0 to 1, or null where that is not known.</param>
    /// <param name="left">The time left, or null where that is not known.</param>
    public void Show(string status, double? fraction, TimeSpan? left)
    {
        int seconds = left > TimeSpan.Zero ? (int)Math.Ceiling(left.Value.TotalSeconds) : -1;
        (string Status, int Percent, int Seconds) now = (status, (int)(fraction * 100 ?? -1), seconds);
        if (now != _shown)
        {
            _shown = now;
            write(Record(ProgressRecordType.Processing));
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete() => write(Record(ProgressRecordType.Completed));

    private ProgressRecord Record(ProgressRecordType type) => new(_id, activity, _shown.Status)
    {
        ParentActivityId = parent?._id ?? -1,
        PercentComplete = _shown.Percent,
        SecondsRemaining = _shown.Seconds,
        RecordType = type,
    };
}
