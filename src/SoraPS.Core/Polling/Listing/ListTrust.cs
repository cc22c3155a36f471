using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Polling.Listing;

/// <summary>
/// Which words of a list are believed: those that say as much as an answer about the task alone. A list may leave out fields, and may be
/// older than what it lists.
/// </summary>
internal sealed class ListTrust(Dialect dialect)
{
    /// <summary>How often in a row a list is believed that a task runs.</summary>
    public const int MostRunning = 2;

    private (bool Link, bool Expiry)? _success;

    /// <summary>Learns from an answer about a task alone what such an answer says of a video that is made.</summary>
    public void Learn(TaskReport report)
    {
        if (report.State is SoraTaskState.Succeeded)
        {
            _success = (report.VideoUri is not null, report.ExpiresAt is not null);
        }
    }

    /// <summary>Whether to believe what a list says of a task.</summary>
    public bool Believes(TaskReport report, SoraTask task, DateTimeOffset now) => report is { RawState: not null, IsUnknownWord: false }
        && !task.IsEnded()
        && report.State switch
        {
            SoraTaskState.Queued or SoraTaskState.Running => true,
            SoraTaskState.Succeeded => _success is { } known
                && (report.VideoUri is not null || !known.Link)
                && (report.ExpiresAt is not null || !known.Expiry)
                && !task.With(report, dialect, now).LacksLink(dialect),
            SoraTaskState.Failed => report.Error is { } error && error.Message != ErrorRules.NoReason && error.Message != error.Code,
            _ => false,
        };
}
