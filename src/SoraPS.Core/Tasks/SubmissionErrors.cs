using System.Globalization;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Text;

namespace SoraPS.Core.Tasks;

/// <summary>The errors and warnings about a submission.</summary>
internal static class SubmissionErrors
{
    /// <summary>A row of which an earlier run could not learn whether it was taken.</summary>
    public static SoraException StillUnknown(SoraTask task, Connection? connection)
    {
        string sent = task.BeganAt().ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return new SoraException(
            SoraErrorKind.SubmissionUnknown,
            $"{task.Provider}: the row was sent at {sent}, but no answer arrived: the video may have been made and charged. "
            + "It was not sent again.")
        {
            RecommendedAction = HowToFind(task, connection) + " -Force sends it again.",
        };
    }

    /// <summary>Where to look for a task that an unanswered request may have made.</summary>
    public static string HowToFind(SoraTask task, Connection? connection) =>
        connection?.Dialect.TaskList(null) is not null
            ? $"Get-SoraTask -RequestId {task.RequestId} looks for it in the gateway's list."
            : $"Look in the console of {task.Provider} for a task of that time and prompt.";

    /// <summary>The warning about a row that an earlier row of the run equals, name and all.</summary>
    public static string NameTwice(VideoRequest row) =>
        $"The input has this row more than once. Within batch {row.Batch} a name stands for one video, so they share one task.";

    /// <summary>A row with the name of an earlier row of the run, but another request.</summary>
    public static SoraException NameTaken(VideoRequest row) => new(
        SoraErrorKind.InvalidRequest,
        $"An earlier row has the same name but a different request. Within batch {row.Batch} a name stands for one video. "
        + "Nothing was sent for this row.")
    {
        RecommendedAction = "Give each row of the batch a Name of its own.",
    };

    /// <summary>The rows that were not submitted because what refused others would refuse them, too.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="failures">How many rows in a row failed before.</param>
    /// <param name="last">The last of these failures.</param>
    public static SoraException NotSubmitted(int rows, int failures, SoraException last)
    {
        bool isUnknown = last.Kind is SoraErrorKind.SubmissionUnknown;
        string why = isUnknown
            ? $"{failures} in succession may have been charged without an answer that tells."
            : $"{failures} in succession failed for a reason that is not theirs.";
        string remedy = isUnknown ? "Find out from the gateway what is wrong." : last.RecommendedAction!;
        return new SoraException(
            isUnknown ? SoraErrorKind.GatewayUnavailable : last.Kind,
            $"{rows} {(rows == 1 ? "row was" : "rows were")} not submitted, because {why} {last.Message}")
        {
            RecommendedAction =
                $"{remedy} Then run the same command again: with -Batch, rows that were submitted before are not sent twice.",
            GatewayCode = last.GatewayCode,
            GatewayRequestId = last.GatewayRequestId,
            HttpStatus = last.HttpStatus,
        };
    }

    /// <summary>The warning about a row that is not what was submitted under its name.</summary>
    public static string ContentDiffers(SoraTask task) =>
        $"The row has changed since it was submitted under this name in batch {task.Batch}. Its earlier task is returned. "
        + "Give the row another name to have the new request made.";

    /// <summary>Who is sending a row.</summary>
    public static string HolderOf(LedgerClaim claim) => claim.HeldBy ?? "another process";

    /// <summary>A row that another process has been sending for longer than that takes.</summary>
    public static SoraException BusyTooLong(LedgerClaim claim) => new(
        SoraErrorKind.WaitTimeout,
        $"{claim.Task.Provider}: the row is still being sent by {HolderOf(claim)}, as request {claim.Task.RequestId}. "
        + "It was not sent here.")
    {
        RecommendedAction = $"End {HolderOf(claim)} if it hangs, then run the same command again: what it has sent is not sent again.",
    };

    /// <summary>There is no id to ask the gateway by.</summary>
    public static SoraException NoId(SoraTask task, Connection? connection) => new(
        SoraErrorKind.SubmissionUnknown,
        task.State is SoraTaskState.Submitting
            ? $"{task.Provider}: request {task.RequestId} is being sent by another process, which has no answer yet."
            : $"{task.Provider}: request {task.RequestId} has no task id, so the gateway cannot be asked about it.")
    {
        RecommendedAction = task.State is SoraTaskState.Submitting
            ? "Try again once that process has ended."
            : HowToFind(task, connection),
    };

    /// <summary>
    /// What it means that the gateway does not know a task: of one that only an unusable answer to a create request named, nobody
    /// knows whether it was made.
    /// </summary>
    public static SoraException NotFound(SoraTask task, SoraException exception) =>
        task.State is not SoraTaskState.Unknown || exception.Kind is not SoraErrorKind.TaskNotFound ? exception : new(
            SoraErrorKind.SubmissionUnknown,
            $"{task.Provider}: the answer to create request {task.RequestId} named task {task.Id}, which the gateway does not know. "
            + exception.Message,
            exception)
        {
            RecommendedAction = $"Look in the console of {task.Provider} for a task of that time and prompt. If there is none, "
                + "New-SoraVideo with the same -Batch and -Force sends the row again.",
            TaskId = task.Id,
            HttpStatus = exception.HttpStatus,
            GatewayRequestId = exception.GatewayRequestId,
        };

    /// <summary>The ledger failed before it could hold what came of a row; with the id, if the gateway has made a task.</summary>
    public static SoraException NotWrittenDown(SoraTask task, SoraException cause) => task.Id is null ? cause : new(
        SoraErrorKind.WriteFailed,
        $"{task.Provider} has made task {task.Id}, but the ledger could not record it: {cause.Message}",
        cause)
    {
        RecommendedAction = $"Repair the ledger ({cause.RecommendedAction}). If this run does not save the video, keep the id: "
            + $"Wait-SoraTask -Id {ForeignText.Quoted(task.Id)} -Provider {task.Provider} | Save-SoraVideo",
    };
}
